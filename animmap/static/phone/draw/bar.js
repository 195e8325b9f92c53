/* The buttons a thumb reaches, the line that says what to do, the sight of the keyboard.
   No word is written here: all come from `options.texts`. */
(function () {
  "use strict";
  const draw = window.animmapDraw;
  const HINT_PX = 56;
  const MARGIN_PX = 8;
  const ICONS = {
    freehand: "M12 4c5 0 8.5 3 8.5 7s-4 8-9 8-8-3-8-7c0-3 2-5.5 5-6.5M12 4l-3 1.5M12 4l-2.5 3",
    points: "M10 6.5l7 2M7.6 8l-2 8M7 18.2l8 .6M18.7 11l-1.3 6M5 16a2 2 0 1 0 .01 0zM8 4a2 2 0 1 0 .01 0zM19 7a2 2 0 1 0 .01 0zM17 17a2 2 0 1 0 .01 0z",
    move: "M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3",
    undo: "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 12h-2",
    redo: "M15 6l5 5-5 5M20 11H10a6 6 0 0 0 0 12h2",
    erase: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
    zoom_in: "M12 5v14M5 12h14",
    zoom_out: "M5 12h14",
  };

  function icon(path, box) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", box || "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(namespace, "path");
    line.setAttribute("d", path);
    svg.appendChild(line);
    return svg;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  class Bar {
    /* `acts` has an action for each button's name, and level(name) for sure and maybe. */
    constructor(map, options, tools, levels, acts) {
      this.texts = options.texts;
      this.acts = acts;
      this.buttons = {};
      this.buildFinish();
      this.top = element("div", "draw-top");
      if (levels.length) this.top.appendChild(this.buildLevels(levels));
      this.hint = element("p", "draw-hint");
      this.hint.setAttribute("role", "status");
      this.top.appendChild(this.hint);
      this.foot = element("div", "draw-foot");
      this.foot.append(this.buildZooms(), this.finish);
      this.bar = this.buildTools(tools);
      (options.bar || this.foot).appendChild(this.bar);
      this.cross = element("div", "draw-cross");
      map.getContainer().append(this.top, this.foot);
      this.parts = [this.top, this.foot, this.bar, this.cross];
      this.parts.forEach((part) => this.shield(part));
      this.makeRoom(map, options.communes);
    }

    /* The bar takes room from the map, and larger letters may take more: the map is told.
       The ground is shown whole below the hint, or else what the map showed before. */
    makeRoom(map, ground) {
      const seen = map.getBounds();
      map.invalidateSize(false);
      if (ground) {
        map.fitBounds(L.geoJSON(ground).getBounds(), {
          paddingTopLeft: [MARGIN_PX, this.top.offsetHeight + HINT_PX],
          paddingBottomRight: [MARGIN_PX, MARGIN_PX],
          animate: false,
        });
      } else map.fitBounds(seen, { animate: false });
      if (!window.ResizeObserver) return;
      this.watch = new ResizeObserver(() => map.invalidateSize(false));
      this.watch.observe(map.getContainer());
    }

    buildFinish() {
      this.finish = element("button", "draw-finish", this.texts.finish);
      this.finish.type = "button";
      this.finish.dataset.draw = "finish";
      this.finish.addEventListener("click", this.acts.finish);
    }

    buildZooms() {
      const zooms = element("div", "draw-zooms");
      zooms.append(this.button("zoom_in", true), this.button("zoom_out", true));
      return zooms;
    }

    /* A touch on a button is none of the map's business. */
    shield(part) {
      ["click", "dblclick", "mousedown", "touchstart", "keydown"].forEach((name) =>
        part.addEventListener(name, (event) => {
          if (name !== "keydown" || event.key !== "Escape") event.stopPropagation();
        })
      );
    }

    button(name, wordless) {
      const made = element("button", "draw-button");
      made.type = "button";
      made.dataset.draw = name;
      made.appendChild(icon(ICONS[name]));
      if (wordless) made.setAttribute("aria-label", this.texts[name]);
      else made.appendChild(element("span", "", this.texts[name]));
      made.addEventListener("click", () => {
        if (made.getAttribute("aria-disabled") !== "true") this.acts[name]();
      });
      this.buttons[name] = made;
      return made;
    }

    buildTools(tools) {
      const bar = element("div", "draw-bar");
      bar.setAttribute("role", "toolbar");
      bar.setAttribute("aria-label", this.texts.toolbar);
      this.tools = tools;
      [tools, ["undo", "redo", "erase"]].filter((names) => names.length).forEach((names) => {
        const group = element("div", "draw-group");
        group.append(...names.map((name) => this.button(name)));
        bar.appendChild(group);
      });
      return bar;
    }

    buildLevels(levels) {
      const group = element("div", "draw-levels");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", this.texts.levels);
      this.levels = levels.map((name) => {
        const made = element("button", "draw-level");
        made.type = "button";
        made.dataset.draw = name;
        made.append(element("span", "draw-swatch draw-swatch-" + name), element("span", "", this.texts[name]));
        made.addEventListener("click", () => this.acts.level(name));
        group.appendChild(made);
        return made;
      });
      return group;
    }

    /* `able` tells which of undo, redo and erase have something to do. */
    refresh(tool, level, able, finishable, hint) {
      this.tools.forEach((name) => this.buttons[name].setAttribute("aria-pressed", String(name === tool)));
      (this.levels || []).forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.draw === level)));
      Object.keys(able).forEach((name) => this.buttons[name].setAttribute("aria-disabled", String(!able[name])));
      this.buttons.erase.setAttribute("aria-pressed", String(tool === "erase"));
      this.finish.hidden = !finishable;
      this.say(hint);
    }

    say(sentence) {
      if (this.hint.textContent !== sentence) this.hint.textContent = sentence || "";
    }

    remove() {
      if (this.watch) this.watch.disconnect();
      this.parts.forEach((part) => part.remove());
    }
  }

  Object.assign(draw, { Bar, icon });
})();

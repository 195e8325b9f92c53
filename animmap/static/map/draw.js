/* Drawing an outline with a mouse, a finger or the keyboard: points, or one loop by hand.
   What is drawn lives in `drawnItems`, which the component sends to the page, and is kept in
   the tab's memory until it is sent: a reload or a change of page loses nothing. */
(function () {
  "use strict";
  const am = window.animmap;
  const TAP_PX = 10;
  const CLOSE_PX = 22;
  const LOOP_MIN_PX = 40;
  const THIN_PX = 2;
  const TAP_MS = 350;

  function draw(state, wanted, token) {
    if (!state.pen) state.pen = new Pen(state);
    state.pen.forgetOnce(token);
    state.pen.show(Boolean(wanted));
  }

  class Pen {
    constructor(state) {
      this.state = state;
      this.map = state.map;
      this.labels = state.config.labels.draw;
      this.mode = "rest";
      this.points = [];
      this.past = [];
      this.svg = L.svg({ pane: "am-drawings" });
      this.trail = L.layerGroup();
      this.build();
      this.editor = new am.Editor(this);
      this.key = state.config.draft_key;
      this.map.getContainer().addEventListener("keydown", (event) => this.onKey(event));
    }

    build() {
      const { labels } = this;
      const button = (name, action, extra) => {
        const made = am.element("button", extra, labels[name]);
        made.type = "button";
        made.dataset.tool = name;
        made.addEventListener("click", action);
        return made;
      };
      this.buttons = {
        points: button("points", () => this.turn("points")),
        freehand: button("freehand", () => this.turn("freehand")),
        finish: button("finish", () => this.finish(), "am-main"),
        edit: button("edit", () => this.turn("edit")),
        done: button("done", () => this.turn("rest"), "am-main"),
        remove_point: button("remove_point", () => this.editor.removeChosen()),
        undo: button("undo", () => this.undo()),
        clear: button("clear", () => this.clear()),
        cancel: button("cancel", () => this.turn("rest")),
      };
      this.hint = am.element("p", "am-hint");
      this.hint.setAttribute("role", "status");
      this.bar = am.element("div", "am-tools");
      this.bar.setAttribute("role", "toolbar");
      this.bar.setAttribute("aria-label", labels.toolbar);
      this.bar.append(...Object.values(this.buttons), this.hint);
      ["click", "dblclick", "pointerdown", "mousedown", "touchstart", "keydown"].forEach((name) =>
        this.bar.addEventListener(name, (event) => event.stopPropagation())
      );
      this.capture = am.element("div", "am-capture");
      this.cross = am.element("div", "am-cross");
      this.capture.addEventListener("pointerdown", (event) => this.onDown(event));
      this.capture.addEventListener("pointermove", (event) => this.onMove(event));
      this.capture.addEventListener("pointerup", (event) => this.onUp(event));
      this.capture.addEventListener("pointercancel", () => this.dropLoop());
      this.capture.addEventListener("click", (event) => this.onClick(event));
      this.capture.addEventListener("dblclick", (event) => event.stopPropagation());
    }

    show(wanted) {
      if (wanted === Boolean(this.bar.parentNode)) return;
      if (!wanted) {
        this.turn("rest");
        this.bar.remove();
        return;
      }
      this.map.getContainer().appendChild(this.bar);
      this.trail.addTo(this.map);
      if (!this.shapes().length) this.restore();
      this.refresh();
    }

    turn(next) {
      this.points = [];
      this.loop = null;
      this.mode = next;
      const capturing = next === "points" || next === "freehand";
      this.capture.dataset.mode = next;
      if (capturing) this.map.getContainer().appendChild(this.capture);
      else this.capture.remove();
      this.cross.remove();
      this.map.dragging[next === "freehand" ? "disable" : "enable"]();
      this.map.doubleClickZoom[capturing ? "disable" : "enable"]();
      this.editor.turn(next === "edit");
      this.refresh();
    }

    at(event) {
      return this.map.mouseEventToContainerPoint(event);
    }

    onDown(event) {
      this.downAt = this.at(event);
      if (this.mode !== "freehand") return;
      event.stopPropagation();
      if (this.loop || !event.isPrimary) {
        this.dropLoop();
        return;
      }
      this.capture.setPointerCapture(event.pointerId);
      this.loop = [this.downAt];
    }

    onMove(event) {
      const point = this.at(event);
      if (this.loop) {
        event.stopPropagation();
        if (point.distanceTo(this.loop[this.loop.length - 1]) >= 3) this.loop.push(point);
        this.sketchTrail(this.loop.map((each) => this.map.containerPointToLatLng(each)), null);
      } else if (this.mode === "points" && this.points.length && event.pointerType === "mouse") {
        this.sketchTrail(this.points, this.map.containerPointToLatLng(point));
      }
    }

    onUp(event) {
      if (!this.loop) return;
      event.stopPropagation();
      const loop = this.loop;
      this.loop = null;
      const length = loop.reduce((sum, point, rank) => sum + (rank ? point.distanceTo(loop[rank - 1]) : 0), 0);
      if (length < LOOP_MIN_PX || loop.length < 4) {
        this.refresh(this.labels.too_small);
        return;
      }
      const thin = L.LineUtil.simplify(loop, THIN_PX);
      this.keep(thin.map((point) => this.map.containerPointToLatLng(point)));
    }

    dropLoop() {
      this.loop = null;
      this.refresh();
    }

    onClick(event) {
      event.stopPropagation();
      if (this.mode !== "points" || !this.downAt) return;
      const point = this.at(event);
      if (point.distanceTo(this.downAt) > TAP_PX) return;
      this.addPoint(point);
    }

    /* Coming back to the first point, or tapping twice, closes the outline. */
    addPoint(point) {
      const near = (latlng, reach) => this.map.latLngToContainerPoint(latlng).distanceTo(point) < reach;
      const { points } = this;
      const again = points.length > 2 && Date.now() - this.lastTap < TAP_MS && near(points[points.length - 1], TAP_PX);
      this.lastTap = Date.now();
      if (again || (points.length > 2 && near(points[0], CLOSE_PX))) {
        this.finish();
        return;
      }
      if (points.length && near(points[points.length - 1], 3)) return;
      points.push(this.map.containerPointToLatLng(point));
      this.refresh();
    }

    onKey(event) {
      if (!this.bar.parentNode || event.target.closest(".am-handle")) return;
      if (event.key === "Escape" && this.mode !== "rest") this.turn("rest");
      if (this.mode !== "points") return;
      const act = { " ": () => this.addCross(), Enter: () => this.finish(), Backspace: () => this.undo() }[event.key];
      if (act) {
        event.preventDefault();
        act();
      } else if (event.key.startsWith("Arrow")) this.map.getContainer().appendChild(this.cross);
    }

    addCross() {
      this.map.getContainer().appendChild(this.cross);
      this.addPoint(this.map.getSize().divideBy(2));
    }

    finish() {
      if (this.points.length > 2) this.keep(this.points);
      else this.refresh(this.labels.more_points);
    }

    shapes() {
      return this.state.drawn.getLayers();
    }

    rings() {
      return this.shapes().map((shape) =>
        shape.getLatLngs()[0].map(({ lat, lng }) => [+lat.toFixed(6), +lng.toFixed(6)])
      );
    }

    keep(latlngs) {
      this.remember();
      const shape = this.addShape(latlngs);
      this.turn("rest");
      this.changed("draw:created", shape);
    }

    addShape(latlngs) {
      const shape = L.polygon(latlngs, {
        renderer: this.svg, pane: "am-drawings", interactive: false, className: "am-drawn",
        color: this.state.config.colors.alert, weight: 3, fillOpacity: 0.14, smoothFactor: 0.5,
      });
      this.state.drawn.addLayer(shape);
      return shape;
    }

    /* Note the shapes before a change, for "undo". */
    remember() {
      this.past.push(this.rings());
    }

    changed(name, shape) {
      am.drafts.keep(this.key, this.rings());
      this.map.fire(name, { layer: shape, layerType: "polygon" });
      this.refresh();
    }

    replace(rings) {
      this.state.drawn.clearLayers();
      rings.forEach((ring) => this.addShape(ring));
      this.editor.turn(this.mode === "edit");
      this.changed(rings.length ? "draw:edited" : "draw:deleted", this.shapes()[0]);
    }

    undo() {
      if (this.points.length) this.points.pop();
      else if (this.past.length) this.replace(this.past.pop());
      this.refresh();
    }

    clear() {
      this.turn("rest");
      this.remember();
      this.replace([]);
    }

    restore() {
      const rings = am.drafts.recall(this.key);
      if (rings.length) this.replace(rings);
    }

    /* A sent outline leaves the sheet, once for each token. */
    forgetOnce(token) {
      const last = this.token ?? am.drafts.lastSent(this.key);
      this.token = token;
      if (!token || token === last) return;
      am.drafts.forget(this.key, token);
      this.past = [];
      if (!this.shapes().length) return;
      this.turn("rest");
      this.replace([]);
    }

    sketchTrail(latlngs, next) {
      this.trail.clearLayers();
      const look = { renderer: this.svg, pane: "am-drawings", interactive: false, color: this.state.config.colors.alert };
      L.polyline(next ? [...latlngs, next] : latlngs, { ...look, weight: 3, dashArray: "6 6" }).addTo(this.trail);
      if (this.mode !== "points") return;
      latlngs.forEach((latlng, rank) =>
        L.circleMarker(latlng, { ...look, radius: rank ? 5 : 10, weight: 3, fillColor: "#FFFFFF", fillOpacity: 1 }).addTo(this.trail)
      );
    }

    refresh(message) {
      const { buttons, labels, mode } = this;
      const some = this.shapes().length > 0;
      const resting = mode === "rest";
      const shown = {
        points: resting, freehand: resting, edit: resting && some, clear: resting && some,
        finish: mode === "points" && this.points.length > 2,
        done: mode === "edit",
        remove_point: mode === "edit" && this.editor.chosen,
        undo: this.points.length || (this.past.length && mode !== "points" && mode !== "freehand"),
        cancel: mode === "points" || mode === "freehand",
      };
      Object.entries(shown).forEach(([name, visible]) => { buttons[name].hidden = !visible; });
      buttons.undo.textContent = this.points.length ? labels.undo_point : labels.undo;
      this.hint.textContent = message || labels["hint_" + mode + (mode === "rest" && some ? "_done" : "")] || "";
      this.sketchTrail(this.points, null);
    }
  }

  Object.assign(am, { draw });
})();

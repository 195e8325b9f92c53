/* Drawing without a pointer: arrows move the map under a sight, Enter or Space act there. */
(function () {
  "use strict";
  const STEP_PX = 24;
  const FINE_PX = 4;
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  class Keys {
    /* `acts` has act(point), undo(), redo(), leave(), aim(point) and said(); `cross` is the sight. */
    constructor(map, cross, acts) {
      this.map = map;
      this.cross = cross;
      this.acts = acts;
      this.container = map.getContainer();
      this.container.tabIndex = 0;
      this.hadKeyboard = map.keyboard.enabled();
      map.keyboard.disable();
      this.onKey = this.onKey.bind(this);
      this.onPointer = () => this.cross.remove();
      this.container.addEventListener("keydown", this.onKey);
      this.container.addEventListener("pointerdown", this.onPointer);
      this.container.addEventListener("blur", this.onPointer);
    }

    remove() {
      this.container.removeEventListener("keydown", this.onKey);
      this.container.removeEventListener("pointerdown", this.onPointer);
      this.container.removeEventListener("blur", this.onPointer);
      if (this.hadKeyboard) this.map.keyboard.enable();
    }

    onKey(event) {
      if (event.altKey) return;
      const act = event.ctrlKey || event.metaKey ? this.commandOf(event) : this.actOf(event);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    }

    commandOf(event) {
      const letter = event.key.toLowerCase();
      if (letter === "y" || (letter === "z" && event.shiftKey)) return this.acts.redo;
      return letter === "z" ? this.acts.undo : null;
    }

    actOf(event) {
      const way = ARROWS[event.key];
      if (way) return () => this.shift(L.point(way).multiplyBy(event.shiftKey ? FINE_PX : STEP_PX));
      const here = () => {
        this.aim();
        this.acts.act(this.map.getSize().divideBy(2));
      };
      const { map, acts } = this;
      return {
        Enter: here, " ": here, Backspace: acts.undo, Delete: acts.undo, Escape: acts.leave,
        "+": () => map.zoomIn(), "=": () => map.zoomIn(), "-": () => map.zoomOut(),
      }[event.key];
    }

    shift(step) {
      this.aim();
      this.map.panBy(step, { animate: false });
      this.acts.aim(this.map.getSize().divideBy(2));
    }

    aim() {
      if (!this.cross.parentNode) {
        this.container.appendChild(this.cross);
        this.acts.said();
      }
    }
  }

  window.animmapDraw.Keys = Keys;
})();

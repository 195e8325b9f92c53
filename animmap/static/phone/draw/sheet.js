/* What has been drawn so far, each step remembered: plain data, no map and no screen. */
(function () {
  "use strict";
  const draw = window.animmapDraw;
  const MEMORY = 200;
  const BLANK = { sure: [], maybe: [], points: [], codes: [], place: null, method: null };

  class Sheet {
    /* `firstTool` is in hand when nothing is drawn; `settledTool` once an outline is. */
    constructor(firstTool, settledTool, onchange) {
      this.firstTool = firstTool;
      this.settledTool = settledTool;
      this.onchange = onchange;
      this.load(null);
    }

    /* The tool and the level in hand are part of each step: undoing gives them back too. */
    change(part) {
      this.past.push(this.now);
      if (this.past.length > MEMORY) this.past.shift();
      this.future = [];
      this.now = { ...this.now, ...part };
      this.onchange(this.state());
    }

    hold(part) {
      this.now = { ...this.now, ...part };
    }

    undo() {
      this.travel(this.past, this.future);
    }

    redo() {
      this.travel(this.future, this.past);
    }

    travel(from, to) {
      if (!from.length) return;
      to.push(this.now);
      this.now = from.pop();
      this.onchange(this.state());
    }

    clear() {
      if (!this.isBlank()) this.change({ ...BLANK, tool: this.firstTool });
    }

    isEmpty() {
      const { sure, maybe, codes, place } = this.now;
      return !(sure.length || maybe.length || codes.length || place);
    }

    isBlank() {
      return this.isEmpty() && !this.now.points.length;
    }

    able() {
      return { undo: this.past.length > 0, redo: this.future.length > 0, erase: !this.isBlank() };
    }

    state() {
      const { sure, maybe, codes, place, method, points, level } = this.now;
      return {
        geometry: draw.geometryOf(sure), maybe: draw.geometryOf(maybe), commune_codes: codes, place,
        method: codes.length ? "communes" : method, unfinished: points, level,
      };
    }

    load(state) {
      const given = state || {};
      const codes = given.commune_codes || [];
      this.past = [];
      this.future = [];
      this.now = {
        // The outline of picked communes is theirs, not a drawing.
        sure: codes.length ? [] : draw.polygonsOf(given.geometry), maybe: draw.polygonsOf(given.maybe), codes,
        place: given.place || null, points: given.unfinished || [], method: given.method || null, level: given.level || "sure",
      };
      this.now.tool = this.isEmpty() ? this.firstTool : this.settledTool;
      if (this.now.points.length) this.now.tool = "points";
    }
  }

  draw.Sheet = Sheet;
})();

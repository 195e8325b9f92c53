/* One finger draws, two move the map: strokes told apart from pans and pinches.
   The surface lies over the map while a tool draws; touches go on up to the map, whose own
   two-finger gesture pans and zooms. A second finger cancels the stroke under way, and nothing
   is drawn again before every finger has left. */
(function () {
  "use strict";

  class Gesture {
    /* `hands` has begin(point, event), move(points), end(point), cancel(byTwoFingers). */
    constructor(map, hands) {
      this.map = map;
      this.hands = hands;
      this.fingers = new Set();
      this.active = null;
      this.surface = document.createElement("div");
      this.surface.className = "draw-surface";
      const on = (name, action) => this.surface.addEventListener(name, action.bind(this));
      on("pointerdown", this.onDown);
      on("pointermove", this.onMove);
      on("pointerup", this.onUp);
      on("pointercancel", this.onLost);
      // Left to itself, the browser would look for a scroll in each stroke, and for a while
      // after it would take a tap on a button as the end of that scroll.
      const alone = { passive: false };
      ["touchstart", "touchmove", "contextmenu"].forEach((name) =>
        this.surface.addEventListener(name, (event) => event.preventDefault(), alone)
      );
      // The map must take neither a drawn stroke nor its click for its own.
      ["click", "dblclick", "mousedown"].forEach((name) => on(name, (event) => event.stopPropagation()));
    }

    turn(wanted, tool) {
      this.surface.dataset.tool = tool;
      if (wanted === Boolean(this.surface.parentNode)) return;
      if (wanted) this.map.getContainer().appendChild(this.surface);
      else {
        this.drop(false);
        this.surface.remove();
        this.fingers.clear();
      }
    }

    /* While a finger draws, what lies over the map steps aside. */
    hold(pointer) {
      this.active = pointer;
      this.map.getContainer().classList.toggle("draw-busy", pointer !== null);
    }

    at(event) {
      return this.map.mouseEventToContainerPoint(event);
    }

    onDown(event) {
      if (event.isPrimary) this.fingers.clear();
      this.fingers.add(event.pointerId);
      if (this.fingers.size > 1) this.drop(true);
      else if (event.button === 0) {
        // A map still gliding would slip away from under the line.
        this.map.stop();
        this.surface.setPointerCapture(event.pointerId);
        this.hold(event.pointerId);
        this.hands.begin(this.at(event), event);
      }
    }

    onMove(event) {
      if (event.pointerId !== this.active) return;
      const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      this.hands.move((all.length ? all : [event]).map((each) => this.at(each)));
    }

    onUp(event) {
      this.fingers.delete(event.pointerId);
      if (event.pointerId !== this.active) return;
      this.hold(null);
      this.hands.end(this.at(event));
    }

    onLost(event) {
      this.fingers.delete(event.pointerId);
      if (event.pointerId === this.active) this.drop(false);
    }

    drop(byTwoFingers) {
      if (this.active === null) return;
      this.hold(null);
      this.hands.cancel(byTwoFingers);
    }
  }

  window.animmapDraw.Gesture = Gesture;
})();

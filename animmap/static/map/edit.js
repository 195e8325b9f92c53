/* Moving, adding and removing the points of drawn outlines, by drag, tap or arrow keys. */
(function () {
  "use strict";
  const am = window.animmap;
  const SPACING_PX = 20;
  const NUDGE_PX = 8;
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  am.Editor = class {
    constructor(pen) {
      this.pen = pen;
      this.map = pen.map;
      this.handles = L.layerGroup();
      this.chosen = null;
      this.map.on("zoomend moveend", () => { if (this.active && !this.dragging) this.place(); });
    }

    turn(active) {
      this.active = active;
      this.chosen = null;
      if (active) {
        this.handles.addTo(this.map);
        this.place();
      } else this.handles.remove();
    }

    /* Handles too close to tell apart at this zoom are left out, not lost. */
    place() {
      this.handles.clearLayers();
      const seen = this.map.getBounds().pad(0.05);
      this.pen.shapes().forEach((shape) => {
        const ring = shape.getLatLngs()[0];
        let last = null;
        ring.forEach((latlng, rank) => {
          const point = this.map.latLngToContainerPoint(latlng);
          if (!seen.contains(latlng) || (last && point.distanceTo(last) < SPACING_PX)) return;
          last = point;
          this.addCorner(shape, rank);
        });
        ring.forEach((latlng, rank) => this.addMiddle(shape, rank, seen));
      });
    }

    icon(kind) {
      const side = L.Browser.mobile ? 44 : 30;
      return L.divIcon({ className: "am-handle " + kind, iconSize: [side, side] });
    }

    addCorner(shape, rank) {
      const latlng = shape.getLatLngs()[0][rank];
      const title = am.fill(this.pen.labels.handle, { n: rank + 1 });
      const handle = L.marker(latlng, { icon: this.icon(this.isChosen(shape, rank) ? "am-chosen" : ""), draggable: true, title, alt: title });
      this.follow(handle, shape, () => rank);
      handle.on("click", (event) => {
        L.DomEvent.stop(event);
        this.choose(shape, rank);
      });
      handle.on("contextmenu dblclick", (event) => {
        L.DomEvent.stop(event);
        this.choose(shape, rank);
        this.removeChosen();
      });
      handle.on("keydown", ({ originalEvent }) => this.onKey(originalEvent, shape, rank));
      handle.addTo(this.handles);
    }

    addMiddle(shape, rank, seen) {
      const ring = shape.getLatLngs()[0];
      const [one, other] = [ring[rank], ring[(rank + 1) % ring.length]].map((each) => this.map.latLngToContainerPoint(each));
      if (one.distanceTo(other) < 2.5 * SPACING_PX) return;
      const middle = this.map.containerPointToLatLng(one.add(other).divideBy(2));
      if (!seen.contains(middle)) return;
      const handle = L.marker(middle, { icon: this.icon("am-middle"), draggable: true, keyboard: false, title: this.pen.labels.middle });
      this.follow(handle, shape, () => {
        const latlngs = shape.getLatLngs()[0];
        latlngs.splice(rank + 1, 0, middle);
        shape.setLatLngs([latlngs]);
        return rank + 1;
      });
      handle.addTo(this.handles);
    }

    follow(handle, shape, begin) {
      let rank = 0;
      handle.on("dragstart", () => {
        this.pen.remember();
        this.dragging = true;
        rank = begin();
      });
      handle.on("drag", () => this.move(shape, rank, handle.getLatLng()));
      handle.on("dragend", () => {
        this.dragging = false;
        this.pen.changed("draw:edited", shape);
        this.place();
      });
    }

    move(shape, rank, latlng) {
      const ring = shape.getLatLngs()[0];
      ring[rank] = latlng;
      shape.setLatLngs([ring]);
    }

    isChosen(shape, rank) {
      return Boolean(this.chosen) && this.chosen.shape === shape && this.chosen.rank === rank;
    }

    choose(shape, rank) {
      this.chosen = { shape, rank };
      this.place();
      this.pen.refresh();
    }

    onKey(event, shape, rank) {
      const way = ARROWS[event.key];
      if (way) {
        event.preventDefault();
        event.stopPropagation();
        this.pen.remember();
        const point = this.map.latLngToContainerPoint(shape.getLatLngs()[0][rank]).add(L.point(way).multiplyBy(NUDGE_PX));
        this.move(shape, rank, this.map.containerPointToLatLng(point));
        this.pen.changed("draw:edited", shape);
        this.place();
        this.focus(rank);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        this.choose(shape, rank);
        this.removeChosen();
      }
    }

    focus(rank) {
      const title = am.fill(this.pen.labels.handle, { n: rank + 1 });
      this.handles.eachLayer((handle) => {
        if (handle.options.title === title) handle.getElement().focus();
      });
    }

    /* Fewer than three points is no outline: the whole shape goes. */
    removeChosen() {
      if (!this.chosen) return;
      const { shape, rank } = this.chosen;
      this.chosen = null;
      this.pen.remember();
      const ring = shape.getLatLngs()[0].filter((latlng, each) => each !== rank);
      if (ring.length < 3) {
        this.pen.state.drawn.removeLayer(shape);
        this.pen.changed("draw:deleted", shape);
      } else {
        shape.setLatLngs([ring]);
        this.pen.changed("draw:edited", shape);
      }
      if (!this.pen.shapes().length) this.pen.turn("rest");
      else this.place();
    }
  };
})();

/* What has been drawn, on the map: sure and perhaps, points, communes, the place; and the line
   the finger is drawing. A pattern or a dash says the same thing as each colour. */
(function () {
  "use strict";
  const draw = window.animmapDraw;
  const PANE = "draw-ink";
  // Points stand above the names of places, outlines below.
  const POINTS_PANE = "draw-points";

  class Paint {
    constructor(map, colors, communes) {
      this.map = map;
      this.colors = colors;
      this.communes = communes;
      this.ink = L.layerGroup().addTo(map);
      this.look = { pane: draw.addPane(map, PANE, 410), interactive: false };
      this.look.renderer = L.canvas({ pane: PANE, padding: 0.3 });
      this.above = { pane: draw.addPane(map, POINTS_PANE, 460), interactive: false };
      this.above.renderer = L.canvas({ pane: POINTS_PANE, padding: 0.3 });
      this.live = document.createElement("canvas");
      this.live.className = "draw-live";
      this.live.setAttribute("aria-hidden", "true");
      map.getContainer().appendChild(this.live);
    }

    remove() {
      this.ink.remove();
      this.live.remove();
    }

    show(drawn) {
      this.ink.clearLayers();
      this.communesOf(drawn.codes).forEach((commune) => this.addCommune(commune));
      drawn.maybe.forEach((polygon) => this.addPerhaps(polygon));
      drawn.sure.forEach((polygon) => this.addSure(polygon));
      this.addPoints(drawn.points.map(([longitude, latitude]) => [latitude, longitude]));
    }

    add(layer) {
      layer.addTo(this.ink);
    }

    addSure(polygon) {
      const latlngs = draw.latlngsOf(polygon);
      this.add(L.polygon(latlngs, { ...this.look, color: this.colors.paper, weight: 8, opacity: 0.85, fill: false }));
      this.add(L.polygon(latlngs, { ...this.look, color: this.colors.pen, weight: 4, fillOpacity: 0.18 }));
    }

    addPerhaps(polygon) {
      const latlngs = draw.latlngsOf(polygon);
      const { pen, paper } = this.colors;
      this.add(L.polygon(latlngs, { ...this.look, color: paper, weight: 7, opacity: 0.85, fill: false }));
      this.add(L.polygon(latlngs, { ...this.look, color: pen, weight: 3, dashArray: "9 8", fillOpacity: 0.05, pattern: "rise-2", ink: pen + "66" }));
    }

    communesOf(codes) {
      return codes.map((code) => this.communes.get(code)).filter(Boolean);
    }

    addCommune(commune) {
      const { pen, paper } = this.colors;
      this.add(L.geoJSON(commune, { ...this.look, style: { color: paper, weight: 5, fill: false } }));
      this.add(L.geoJSON(commune, { ...this.look, style: { color: pen, weight: 2.5, fillColor: pen, fillOpacity: 0.22, pattern: "rise-2", ink: pen } }));
    }

    addPoints(latlngs) {
      if (!latlngs.length) return;
      const { pen, paper } = this.colors;
      this.add(L.polyline(latlngs, { ...this.above, color: paper, weight: 7, opacity: 0.85 }));
      this.add(L.polyline(latlngs, { ...this.above, color: pen, weight: 3.5 }));
      latlngs.forEach((latlng, rank) =>
        this.add(L.circleMarker(latlng, {
          ...this.above, radius: rank ? 6 : 11, color: pen, weight: 3, fillColor: paper, fillOpacity: 1,
        }))
      );
    }

    /* The line under way, in pixels of the map; `closing` shows how it would close. */
    trace(path, closing) {
      const size = this.map.getSize();
      const scale = Math.min(window.devicePixelRatio || 1, 3);
      const { live } = this;
      if (live.width !== size.x * scale || live.height !== size.y * scale) {
        live.width = size.x * scale;
        live.height = size.y * scale;
        live.style.width = size.x + "px";
        live.style.height = size.y + "px";
      }
      const pen = live.getContext("2d");
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, size.x, size.y);
      if (path.length < 2) return;
      Object.assign(pen, { lineJoin: "round", lineCap: "round" });
      this.stroke(pen, path, this.colors.paper, 8);
      this.stroke(pen, path, this.colors.pen, 4);
      if (!closing) return;
      pen.setLineDash([2, 9]);
      this.stroke(pen, [path[path.length - 1], path[0]], this.colors.pen, 3);
      pen.setLineDash([]);
    }

    stroke(pen, path, color, width) {
      pen.strokeStyle = color;
      pen.lineWidth = width;
      pen.beginPath();
      path.forEach((point) => pen.lineTo(point.x, point.y));
      pen.stroke();
    }
  }

  draw.Paint = Paint;
})();

/* What the finger hides, shown beside it: a round magnifier fed by the map's own canvases. */
(function () {
  "use strict";
  const SIDE = 132;
  const POWER = 1.8;
  const AWAY = 52;
  const EDGE = 6;

  class Loupe {
    constructor(map, colors) {
      this.map = map;
      this.colors = colors;
      this.canvas = document.createElement("canvas");
      this.canvas.className = "draw-loupe";
      this.canvas.setAttribute("aria-hidden", "true");
      this.scale = Math.min(window.devicePixelRatio || 1, 3);
      this.canvas.width = this.canvas.height = SIDE * this.scale;
    }

    show(point) {
      const container = this.map.getContainer();
      if (!this.canvas.parentNode) {
        container.appendChild(this.canvas);
        this.sources = this.findSources(container);
      }
      const place = this.placeFor(point);
      this.canvas.style.transform = `translate(${place.x}px, ${place.y}px)`;
      this.paint(point);
    }

    hide() {
      this.canvas.remove();
    }

    /* Above the finger; beside it where there is no room above. */
    placeFor(point) {
      const size = this.map.getSize();
      const half = SIDE / 2;
      let [x, y] = [point.x, point.y - half - AWAY];
      if (y < half + EDGE) {
        y = half + EDGE;
        x += (point.x > size.x / 2 ? -1 : 1) * (half + AWAY);
      }
      x = Math.max(half + EDGE, Math.min(size.x - half - EDGE, x));
      return L.point(x - half, y - half);
    }

    /* Every picture the map is made of, lowest first; the map holds still during a stroke. */
    findSources(container) {
      const level = (element) => {
        const pane = element.closest(".leaflet-map-pane > .leaflet-pane");
        return pane ? Number(getComputedStyle(pane).zIndex) || 0 : 1e6;
      };
      const origin = container.getBoundingClientRect();
      return Array.from(container.querySelectorAll("canvas, img.leaflet-tile-loaded"))
        .filter((element) => element !== this.canvas)
        .map((element) => ({ element, level: level(element), box: element.getBoundingClientRect() }))
        .filter(({ element, box }) => box.width && box.height && element.width)
        .sort((one, other) => one.level - other.level)
        .map(({ element, box }) => ({ element, x: box.left - origin.left, y: box.top - origin.top, box }));
    }

    paint(point) {
      const pen = this.canvas.getContext("2d");
      const half = SIDE / 2;
      const { scale } = this;
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.fillStyle = this.colors.ground;
      pen.fillRect(0, 0, SIDE, SIDE);
      this.sources.forEach(({ element, x, y, box }) =>
        pen.drawImage(
          element, half + (x - point.x) * POWER, half + (y - point.y) * POWER, box.width * POWER, box.height * POWER
        )
      );
      this.aim(pen, half);
    }

    aim(pen, half) {
      [[this.colors.paper, 4], [this.colors.ink, 1.6]].forEach(([color, width]) => {
        pen.strokeStyle = color;
        pen.lineWidth = width;
        pen.beginPath();
        [[1, 0], [-1, 0], [0, 1], [0, -1]].forEach(([dx, dy]) => {
          pen.moveTo(half + dx * 5, half + dy * 5);
          pen.lineTo(half + dx * 15, half + dy * 15);
        });
        pen.stroke();
      });
    }
  }

  window.animmapDraw.Loupe = Loupe;
})();

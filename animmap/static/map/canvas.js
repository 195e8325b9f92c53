/* What Leaflet's canvas does not draw: markers of several shapes, and areas that bear a pattern.
   A shape and a pattern say the same thing as a colour, for people who do not see colours. */
(function () {
  "use strict";
  const am = window.animmap;

  const SHAPES = {
    circle: null,
    square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
    diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    triangle: [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]],
    hexagon: [[-0.55, -1], [0.55, -1], [1.1, 0], [0.55, 1], [-0.55, 1], [-1.1, 0]],
  };

  function trace(context, shape, x, y, radius) {
    context.beginPath();
    const corners = SHAPES[shape];
    if (!corners) {
      context.arc(x, y, radius, 0, Math.PI * 2);
      return;
    }
    corners.forEach(([dx, dy], rank) => {
      const move = rank ? "lineTo" : "moveTo";
      context[move](x + dx * radius, y + dy * radius);
    });
    context.closePath();
  }

  L.ShapeMarker = L.CircleMarker.extend({
    options: { shape: "circle", radius: 7, weight: 1.5, color: "#FFFFFF", fillOpacity: 1 },
    _updatePath() {
      this._renderer._updateShape(this);
    },
  });

  L.Canvas.include({
    _updateShape(layer) {
      if (!this._drawing || layer._empty()) return;
      const point = layer._point;
      trace(this._ctx, layer.options.shape, point.x, point.y, Math.max(layer._radius, 1));
      this._fillStroke(this._ctx, layer);
    },
  });

  const fillStroke = L.Canvas.prototype._fillStroke;
  L.Canvas.include({
    _fillStroke(context, layer) {
      fillStroke.call(this, context, layer);
      const { pattern, ink, fillColor } = layer.options;
      if (!pattern) return;
      context.globalAlpha = 1;
      context.fillStyle = am.patternFill(context, pattern, ink || am.inkOn(fillColor));
      context.fill("evenodd");
    },
  });

  /* The same shapes as SVG, for legends and clusters. */
  function swatch(shape, color, size) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const corners = SHAPES[shape];
    const mark = document.createElementNS(namespace, corners ? "polygon" : "circle");
    if (corners) mark.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
    else mark.setAttribute("r", "1");
    mark.setAttribute("fill", color);
    svg.appendChild(mark);
    return svg;
  }

  am.swatch = swatch;
})();

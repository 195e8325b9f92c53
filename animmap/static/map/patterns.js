/* Patterns that say the same thing as a colour, for people who do not see colours and for grey
   paper: dots ever closer ("dots-1" to "dots-6"), strokes that rise or fall ("rise-1" to "rise-3",
   "fall-1" to "fall-3"), dashes for outlines. Maps, telephones and the wall share them. */
(function () {
  "use strict";
  const DASHES = [[], [9, 5], [2, 5], [12, 4, 2, 4], [5, 3], [16, 6]];
  const DOT_STEPS = [0, 16, 14, 12, 10, 8, 6];
  const STROKE_STEPS = [0, 14, 9, 6];
  const tiles = {};

  function paintDots(pen, step, size) {
    /* In quincunx: one in the middle, one cut between the four corners. */
    [[0, 0], [step, 0], [0, step], [step, step], [step / 2, step / 2]].forEach(([x, y]) => {
      pen.beginPath();
      pen.arc(x, y, size, 0, Math.PI * 2);
      pen.fill();
    });
  }

  function paintStrokes(pen, step, width, rising) {
    pen.lineWidth = width;
    pen.lineCap = "square";
    pen.beginPath();
    [-step, 0, step].forEach((shift) => {
      pen.moveTo(shift, rising ? step : 0);
      pen.lineTo(shift + step, rising ? 0 : step);
    });
    pen.stroke();
  }

  function tile(name, ink, scale) {
    const key = [name, ink, scale].join();
    if (tiles[key]) return tiles[key];
    const [kind, level] = name.split("-");
    const step = Math.round((kind === "dots" ? DOT_STEPS : STROKE_STEPS)[level] * scale);
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = step;
    const pen = sheet.getContext("2d");
    pen.fillStyle = pen.strokeStyle = ink;
    if (kind === "dots") paintDots(pen, step, 0.95 * scale);
    else paintStrokes(pen, step, 1.5 * scale, kind === "rise");
    tiles[key] = sheet;
    return sheet;
  }

  /* What is seen on a ground of a colour ("#RRGGBB"): dark strokes, or light ones. */
  function inkOn(color) {
    const [red, green, blue] = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
    return 0.3 * red + 0.59 * green + 0.11 * blue > 128 ? "rgba(29, 43, 51, 0.5)" : "rgba(255, 255, 255, 0.62)";
  }

  /* A pattern as the fill of a canvas; ``scale``: pixels of the canvas a pixel of the pattern. */
  function patternFill(context, name, ink, scale) {
    return context.createPattern(tile(name, ink, scale || 1), "repeat");
  }

  window.animmap = window.animmap || {};
  Object.assign(window.animmap, { DASHES, inkOn, patternFill });
})();

/* The ground of a Leaflet map: tiles drawn on canvas, whatever they come from (tile_source.js). */
(function () {
  "use strict";
  const { TileSource, SIDE } = window.animmapTiles;

  const Ground = L.GridLayer.extend({
    createTile({ x, y, z }, done) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIDE * 2; /* an image seen closer stays smooth */
      this.source.find(z, x, y).then((found) => {
        if (found) {
          const pen = canvas.getContext("2d");
          pen.imageSmoothingQuality = "high";
          pen.drawImage(found.image, found.x, found.y, found.side, found.side, 0, 0, SIDE * 2, SIDE * 2);
          canvas.dataset.drawn = "true";
          this.fire("drawn");
        }
        done(null, canvas);
      });
      return canvas;
    },
  });

  /* A layer of tiles for `ground`, null when there is none; `ondrawn` and `onlost` are told. */
  function layer(ground, pane, { ondrawn, onlost }) {
    const source = new TileSource(ground);
    if (!source.exists) return null;
    const made = new Ground({ pane, maxZoom: 22, updateWhenZooming: false, attribution: source.credit() });
    made.source = source;
    source.onlost = onlost;
    made.on("drawn", ondrawn);
    return made;
  }

  window.animmapTiles.layer = layer;
})();

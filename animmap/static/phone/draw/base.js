/* The ground people draw on: communes as lines, their names, all on canvases, so that the
   magnifier shows them too. `collection` is communes.geojson as the room serves it. */
(function () {
  "use strict";
  const FONT = "\"Atkinson Hyperlegible Next\", Verdana, sans-serif";
  const NAMES_FROM_ZOOM = 8.5;
  const CLOSEST_ZOOM = 17;
  const GAP = 6;

  function addPane(map, name, order) {
    const pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = order;
    pane.style.pointerEvents = "none";
    return name;
  }

  /* Names of communes, the most peopled first, each only where it covers no other. */
  const Names = L.Layer.extend({
    initialize(communes, colors) {
      this.colors = colors;
      this.communes = [...communes].sort(
        (one, other) => (other.properties.population || 0) - (one.properties.population || 0)
      );
    },

    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide");
      map.getPane("draw-names").appendChild(this.canvas);
      map.on("moveend zoomend viewreset resize", this.place, this);
      // The letters may arrive after the map.
      if (document.fonts) document.fonts.load(`500 16px ${FONT}`).then(() => this.place());
      this.place();
    },

    onRemove(map) {
      map.off("moveend zoomend viewreset resize", this.place, this);
      this.canvas.remove();
    },

    place() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const scale = Math.min(window.devicePixelRatio || 1, 3);
      const { canvas } = this;
      canvas.width = size.x * scale;
      canvas.height = size.y * scale;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      if (map.getZoom() < NAMES_FROM_ZOOM) return;
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      this.write(pen, size);
    },

    write(pen, size) {
      const letters = Math.min(18, Math.max(13, size.x / 60));
      const taken = [];
      Object.assign(pen, { font: `500 ${letters}px ${FONT}`, textAlign: "center", textBaseline: "middle", lineJoin: "round" });
      this.communes.forEach(({ properties }) => {
        const [longitude, latitude] = properties.label;
        const { x, y } = this._map.latLngToContainerPoint([latitude, longitude]);
        if (x < 0 || y < 0 || x > size.x || y > size.y) return;
        const half = pen.measureText(properties.name).width / 2 + GAP;
        const box = L.bounds([x - half, y - letters * 0.7], [x + half, y + letters * 0.7]);
        if (x < half || x > size.x - half || taken.some((other) => other.intersects(box))) return;
        taken.push(box);
        Object.assign(pen, { strokeStyle: "rgba(255, 255, 255, 0.88)", lineWidth: letters * 0.26 });
        pen.strokeText(properties.name, x, y);
        pen.fillStyle = this.colors.muted;
        pen.fillText(properties.name, x, y);
      });
    },
  });

  /* `tiles`: {ground, label, saving}: what may be laid under the communes (map/tile_source.js). */
  function base(map, collection, colors, tiles) {
    const outline = collection.features.filter((each) => each.properties.role === "outline");
    const communes = collection.features.filter((each) => each.properties.code);
    const pane = addPane(map, "draw-communes", 205);
    addPane(map, "draw-names", 440);
    const still = { renderer: L.canvas({ pane, padding: 0.3 }), pane, interactive: false };
    const lines = (features, style) => L.geoJSON(features, { ...still, style }).addTo(map);
    const paper = lines(outline, { color: colors.muted, weight: 5, opacity: 0.28, fillColor: colors.paper, fillOpacity: 1 });
    const land = lines(communes, { color: colors.line, weight: 1, fill: false });
    lines(outline, { color: colors.muted, weight: 1.6, fill: false });
    const names = new Names(communes.filter((each) => each.properties.label), colors).addTo(map);
    if (tiles) layTiles(map, tiles, (seen) => {
      paper.setStyle({ fillOpacity: seen ? 0 : 1 });
      land.setStyle({ color: seen ? colors.muted : colors.line });
      names.canvas.hidden = seen; /* the ground bears its own */
    });
  }

  /* A button puts the tiles under the land, or away; the pack of the room is shown at once,
     unless the telephone spares its data. Without any tile the communes stay as they are. */
  function layTiles(map, { ground, label, saving }, reveal) {
    const layer = window.animmapTiles.layer(ground, addPane(map, "draw-tiles", 204), {
      ondrawn: () => reveal(true),
      onlost: () => { if (!ground.pack) show(false); },
    });
    if (!layer) return;
    const button = document.createElement("button");
    const credit = document.createElement("small");
    Object.assign(button, { type: "button", className: "draw-ground", textContent: label });
    credit.textContent = layer.source.credit();
    button.appendChild(credit);
    ["click", "dblclick", "mousedown", "touchstart"].forEach((name) =>
      button.addEventListener(name, (event) => event.stopPropagation())
    );
    button.addEventListener("click", () => show(!map.hasLayer(layer)));
    map.getContainer().appendChild(button);

    function show(wanted) {
      button.setAttribute("aria-pressed", String(wanted));
      credit.hidden = !wanted || !credit.textContent;
      if (wanted) layer.addTo(map);
      else {
        layer.remove();
        reveal(false);
      }
    }
    show(Boolean(ground.pack) && !saving);
  }

  /* Nobody gets lost away from the ground that the map shows now. */
  function keepInSight(map) {
    map.setMinZoom(map.getZoom() - 1);
    map.setMaxZoom(Math.min(map.getMaxZoom(), CLOSEST_ZOOM));
    map.setMaxBounds(map.getBounds().pad(0.5));
  }

  Object.assign(window.animmapDraw, { addPane, base, keepInSight });
})();

/* The base map: the communes of the territory, their names, and tiles below when there are any. */
(function () {
  "use strict";
  const am = window.animmap;
  const LABEL_GAP = 6;
  const TILES_MEMORY = "animmap-tiles";

  function addPane(map, name, order, still) {
    const pane = map.createPane(name);
    pane.style.zIndex = order;
    if (still) pane.style.pointerEvents = "none";
    return name;
  }

  function drawCommunes(state, collection) {
    const { map, config } = state;
    const renderer = L.canvas({ pane: addPane(map, "am-communes", 205, true), padding: 0.3 });
    const outline = collection.features.filter((each) => each.properties.role === "outline");
    const communes = collection.features.filter((each) => each.properties.code);
    const colors = config.colors;
    state.paper = L.geoJSON(outline, {
      renderer, interactive: false, pane: "am-communes",
      style: { color: colors.muted, weight: 5, opacity: 0.28, fillColor: colors.paper, fillOpacity: 1 },
    }).addTo(map);
    state.land = L.geoJSON(communes, {
      renderer, interactive: false, pane: "am-communes",
      style: { color: colors.line, weight: 1, opacity: 1, fill: false },
    }).addTo(map);
    L.geoJSON(outline, {
      renderer, interactive: false, pane: "am-communes",
      style: { color: colors.muted, weight: 1.6, fill: false },
    }).addTo(map);
    state.outline = outline;
    state.communes = communes;
  }

  /* Names in the order of population, each only where it covers no other. */
  function nameCommunes(state) {
    const { map } = state;
    const pane = map.getPane("am-names") || map.getPane(addPane(map, "am-names", 440, true));
    pane.classList.add("am-names");
    const ordered = [...(state.communes || [])].sort(
      (one, other) => other.properties.population - one.properties.population
    );

    function place() {
      pane.replaceChildren();
      const zoom = map.getZoom();
      const { label_zoom: full } = state.config;
      if (zoom < full - 1.5) return;
      const size = nameSize(state);
      pane.style.fontSize = size + "px";
      const most = zoom < full ? 12 : 400;
      const seen = map.getBounds().pad(0.1);
      const taken = [];
      for (const commune of ordered) {
        if (taken.length >= most) break;
        const [longitude, latitude] = commune.properties.label;
        if (!seen.contains([latitude, longitude])) continue;
        const point = map.latLngToLayerPoint([latitude, longitude]);
        const half = commune.properties.name.length * size * 0.28 + LABEL_GAP;
        const across = map.latLngToContainerPoint([latitude, longitude]).x;
        if (across < half || across > map.getSize().x - half) continue;
        const box = [point.x - half, point.y - size * 0.75, point.x + half, point.y + size * 0.75];
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        const name = am.element("span", "am-name", commune.properties.name);
        L.DomUtil.setPosition(name, point);
        pane.appendChild(name);
      }
    }

    map.on("moveend zoomend viewreset resize", place);
    place();
  }

  function nameSize({ map }) {
    return Math.min(18, Math.max(12, map.getSize().x / 95));
  }

  function overlap(one, other) {
    return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  }

  /* Plan IGN under the communes: the pack of the project when it has one, shown unless somebody
     put it away; else online tiles, when the server allows them and somebody asks. */
  function offerTiles(state) {
    const { map, config } = state;
    const ground = config.ground;
    if (!ground.pack && !(ground.online && navigator.onLine)) return;
    const tiles = window.animmapTiles.layer(ground, addPane(map, "am-tiles", 204, true), {
      ondrawn: () => showGround(state, true),
      onlost: () => {
        if (ground.pack) return;
        show(false);
        am.announce(state, config.labels.tiles_failed);
      },
    });
    const control = L.control({ position: "bottomleft" });
    const box = am.element("label", "am-control am-tiles-choice");
    const tick = am.element("input");
    tick.type = "checkbox";
    box.append(tick, am.element("span", "", ground.pack ? config.labels.ground : config.labels.tiles));
    control.onAdd = () => box;
    L.DomEvent.disableClickPropagation(box);
    control.addTo(map);

    function show(wanted) {
      tick.checked = wanted;
      if (wanted) tiles.addTo(map);
      else {
        tiles.remove();
        showGround(state, false);
      }
    }
    tick.addEventListener("change", () => {
      remember(tick.checked);
      show(tick.checked);
    });
    if (recall(Boolean(ground.pack))) show(true);
  }

  /* The land lets the ground be seen once there is one to see; its names give way to those there. */
  function showGround(state, seen) {
    state.map.getContainer().classList.toggle("am-on-tiles", seen);
    state.paper.setStyle({ fillOpacity: seen ? 0 : 1 });
    state.land.setStyle({ color: seen ? state.config.colors.muted : state.config.colors.line });
  }

  function remember(wanted) {
    try { localStorage.setItem(TILES_MEMORY, wanted ? "1" : "0"); } catch { /* private window */ }
  }

  function recall(otherwise) {
    try {
      const kept = localStorage.getItem(TILES_MEMORY);
      return kept === null ? otherwise : kept === "1";
    } catch {
      return otherwise;
    }
  }

  async function loadBase(state) {
    const answer = await fetch(state.config.communes_url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    drawCommunes(state, await answer.json());
    nameCommunes(state);
    offerTiles(state);
  }

  /* Names stay legible above areas, and leave points in full view. */
  function orderNames(state) {
    const pane = state.map.getPane("am-names");
    const areas = [...state.overlays.values()].some((each) => each.wanted.kind === "agreement");
    if (pane) pane.style.zIndex = areas ? 440 : 208;
  }

  Object.assign(am, { addPane, loadBase, orderNames });
})();

/* The map one draws on: its files come when they are needed, the drawing is kept at each stroke. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory } = ap;
  let files = null;

  function addFile(tag, attributes) {
    return new Promise((resolve, reject) => {
      const node = Object.assign(document.createElement(tag), attributes);
      node.onload = resolve;
      node.onerror = () => {
        node.remove();
        reject(new ap.network.NoAnswer(0));
      };
      document.head.appendChild(node);
    });
  }

  /* Map and drawing, fetched once while people still read; again after a failure. */
  function loadMap() {
    if (!files) {
      const { map_script: src, map_style: href } = ap.page;
      files = Promise.all([addFile("link", { rel: "stylesheet", href }), addFile("script", { src })]);
      files.catch(() => { files = null; });
    }
    return files;
  }

  ap.screens.map = ({ key }) => {
    const found = ap.opened(key);
    if (!found) return null;
    const { draft, round } = found;
    const top = ap.banner(round);
    const box = make("div", "map");
    const tools = make("div", "map-tools");
    const problem = make("p", "map-problem");
    problem.setAttribute("role", "alert");
    const next = button(say("next"), "main", () => finish());
    const other = button(say(round.kind === "places" ? "place_without_map" : "without_map"), "plain", () => {
      memory.keepDraft(key, { way: "list" });
      ap.go("list", { key }, true);
    });
    const node = make("div", "map-page", top.node, box, problem, tools, make("div", "map-ways", other, next));
    const made = { engine: null, map: null, gone: false };

    async function open() {
      problem.textContent = "";
      box.classList.add("loading");
      try {
        const [collection] = await Promise.all([ap.communes(), loadMap()]);
        if (!made.gone) build(made, { box, tools, round, draft: memory.draft(key) || draft, collection, key });
        box.classList.remove("loading");
      } catch (error) {
        if (!(error instanceof ap.network.NoAnswer) && !(error instanceof TypeError)) throw error;
        ap.clear(problem).append(say("map_missing"), button(say("retry"), "plain", open));
      }
    }

    /* Points not closed yet are closed; nothing drawn is said, not sent. */
    function finish() {
      const { engine } = made;
      if (!engine) return;
      if (engine.state().unfinished.length) engine.finish();
      if (engine.isEmpty() || (round.kind !== "places" && isOnlyMaybe(engine.state()))) {
        problem.textContent = say(engine.isEmpty() ? "nothing_" + kindOfDrawing(round) : "only_maybe");
        return;
      }
      ap.go("words", { key });
    }

    open();
    const leave = () => {
      top.leave();
      made.gone = true;
      if (made.engine) made.engine.remove();
      if (made.map) made.map.remove();
    };
    return { node, leave, update: top.update, wide: true };
  };

  function isOnlyMaybe({ geometry, maybe, commune_codes: codes }) {
    return Boolean(maybe) && !geometry && !codes.length;
  }

  function kindOfDrawing(round) {
    if (round.kind === "places") return "place";
    return round.kind === "communes" ? "communes" : "outline";
  }

  function build(made, { box, tools, round, draft, collection, key }) {
    const { bounds, colleges } = ap.room;
    const speaker = memory.person() || {};
    const college = colleges.find((each) => each.id === speaker.college_id);
    const colors = Object.assign({}, ap.page.colors, { pen: college ? college.color : ap.page.colors.pen });
    const map = L.map(box, { zoomControl: false, zoomSnap: 0.25, attributionControl: false });
    const [west, south, east, north] = bounds;
    map.fitBounds([[south, west], [north, east]], { padding: [8, 8], animate: false });
    const saving = Boolean(navigator.connection && navigator.connection.saveData);
    animmapDraw.base(map, collection, colors, { ground: ap.page.ground, label: say("ground"), saving });
    const texts = {};
    animmapDraw.TEXTS.forEach((name) => { texts[name] = say("draw_" + name); });
    const kind = round.kind === "places" ? "place" : round.kind;
    const engine = animmapDraw.create(map, {
      kind, texts, colors, communes: collection, bar: tools, onchange: (state) => keep(key, round, state, collection),
    });
    if (draft.drawing || draft.codes) {
      engine.load(Object.assign({}, draft.drawing, { commune_codes: draft.codes || [] }));
      engine.fit();
    }
    Object.assign(made, { map, engine });
    showLayers(map, round, colors).catch(() => { /* the map is good without them */ });
    box.dataset.ready = "true";
  }

  function keep(key, round, state, collection) {
    const changes = { drawing: state, way: "map" };
    if (round.kind === "communes") Object.assign(changes, ap.choice(collection.features, state.commune_codes, []));
    memory.keepDraft(key, changes);
  }

  /* Actors, structures, resources that the animator chose to show under the drawing. */
  async function showLayers(map, round, colors) {
    if (!round.shown_layers.length) return;
    const path = "/features.geojson?layers=" + round.shown_layers.map(encodeURIComponent).join(",");
    const found = await ap.fetchShapes(path);
    const look = { interactive: false, radius: 4, weight: 1.5, color: "#FFFFFF", fillOpacity: 0.9 };
    const colorOf = ({ layer, color }) => color || ap.page.layers[layer] || colors.muted;
    L.geoJSON(found, {
      interactive: false,
      style: ({ properties }) => ({ color: colorOf(properties), weight: 2, fillOpacity: 0.12 }),
      pointToLayer: ({ properties }, latlng) =>
        L.circleMarker(latlng, Object.assign({}, look, { fillColor: colorOf(properties) })),
    }).addTo(map);
  }

  ap.loadMap = loadMap;
})();

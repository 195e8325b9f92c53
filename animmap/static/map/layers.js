/* What is laid on the base: fetched by address, swapped only once the new data have arrived. */
(function () {
  "use strict";
  const am = window.animmap;
  const CLUSTER_FROM = 120;

  /* Bring the overlays of the map to the wanted list; what did not change is left alone. */
  async function layOverlays(state, wanted) {
    const kept = new Set(wanted.map((each) => each.id));
    [...state.overlays.keys()].filter((id) => !kept.has(id)).forEach((id) => drop(state, id));
    await Promise.all(wanted.map((each, rank) => layOne(state, each, rank)));
    restack(state);
    am.orderNames(state);
    am.showLegend(state);
  }

  function layOne(state, wanted, rank) {
    let overlay = state.overlays.get(wanted.id);
    if (!overlay) {
      overlay = { layer: null, count: 0, look: "", asked: 0, loading: false };
      state.overlays.set(wanted.id, overlay);
    }
    overlay.rank = rank;
    const look = JSON.stringify([wanted.url, wanted.data, { ...wanted.options, focus: null }]);
    const same = overlay.look === look;
    overlay.look = look;
    overlay.wanted = wanted;
    const laid = same ? Promise.resolve() : load(state, overlay);
    return laid.then(() => am.focusFeature(state, overlay, wanted.options.focus));
  }

  function drop(state, id) {
    const overlay = state.overlays.get(id);
    overlay.asked = -1;
    if (overlay.layer) overlay.layer.remove();
    state.overlays.delete(id);
  }

  async function load(state, overlay) {
    const ticket = (overlay.asked += 1);
    overlay.loading = true;
    am.settle(state);
    try {
      const found = await collect(state, overlay);
      if (overlay.asked !== ticket) return;
      swap(state, overlay, found);
      overlay.failed = false;
      if (![...state.overlays.values()].some((each) => each.failed)) am.announce(state, "");
    } catch (trouble) {
      if (overlay.asked !== ticket) return;
      overlay.failed = true;
      am.announce(state, state.config.labels.failed);
    } finally {
      if (overlay.asked === ticket) {
        overlay.loading = false;
        am.settle(state);
      }
    }
  }

  /* The first data are asked for while the base map is still on its way. */
  function askEarly(state, wanted) {
    if (state.early) return;
    state.early = new Map();
    wanted.forEach(({ url }) => {
      if (!url) return;
      const asked = ask(url);
      asked.catch(() => {}); /* told when it is taken */
      state.early.set(url, asked);
    });
  }

  function takeEarly(state, url) {
    const asked = state.early && state.early.get(url);
    if (asked) state.early.delete(url);
    return asked;
  }

  function ask(url) {
    return fetch(url, { credentials: "same-origin" });
  }

  /* The data of an overlay. */
  async function collect(state, overlay) {
    const { url, data, kind } = overlay.wanted;
    if (data) return { type: "FeatureCollection", features: [asFeature(data)] };
    if (!url) return { type: "FeatureCollection", features: kind === "communes" ? state.communes : [] };
    const answer = await (takeEarly(state, url) || ask(url));
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function asFeature(data) {
    return data.type === "Feature" ? data : { type: "Feature", geometry: data, properties: {} };
  }

  function swap(state, overlay, collection) {
    const layer = BUILDERS[overlay.wanted.kind](state, overlay.wanted.options, collection, overlay);
    layer.addTo(state.map);
    if (overlay.layer) overlay.layer.remove();
    overlay.layer = layer;
    overlay.count = collection.features.length;
    overlay.collection = collection;
  }

  /* On one canvas the last drawn is on top: redraw areas first, points last. */
  function restack(state) {
    [...state.overlays.values()]
      .sort((one, other) => one.rank - other.rank)
      .forEach(({ layer }) => layer && raise(layer));
  }

  function raise(layer) {
    if (layer.eachLayer) layer.eachLayer(raise);
    else if (layer.bringToFront) layer.bringToFront();
  }

  function paths(state, collection, options) {
    return L.geoJSON(collection, { renderer: state.canvas, pane: "am-data", ...options });
  }

  function buildFeatures(state, options, collection, overlay) {
    const { looks } = state.config;
    const labels = withOwnWords(state, collection);
    const colorOf = ({ layer, color }) => color || looks[layer].color;
    overlay.byId = new Map();
    const points = [];
    const areas = paths(state, collection, {
      style: ({ geometry, properties }) =>
        geometry.type.endsWith("Point") ? {} : {
          color: colorOf(properties), weight: 2.5, fillColor: colorOf(properties), fillOpacity: 0.22,
        },
      pointToLayer: ({ properties }, where) =>
        new L.ShapeMarker(where, {
          renderer: state.canvas, pane: "am-data", radius: options.radius || 7,
          shape: looks[properties.layer].shape, fillColor: colorOf(properties),
          layerCode: properties.layer,
        }),
      onEachFeature: ({ properties }, layer) => {
        overlay.byId.set(properties.id, layer);
        layer.bindPopup(() => am.card(properties, labels, communeName(state, properties.commune)), { maxWidth: 340, minWidth: 200 });
        layer.bindTooltip(() => am.tip([properties.name]), { direction: "top", offset: [0, -6] });
        if (layer instanceof L.ShapeMarker) points.push(layer);
      },
    });
    if (points.length < (options.cluster_from || CLUSTER_FROM)) return areas;
    points.forEach((point) => areas.removeLayer(point));
    return L.featureGroup([areas, am.cluster(state, points)]);
  }

  /* The labels of the map, with the words that the group made its own. */
  function withOwnWords(state, collection) {
    const { labels, language } = state.config;
    const own = (collection.terms || {})[language] || {};
    return { ...labels, kinds: { ...labels.kinds, ...own.kinds }, themes: { ...labels.themes, ...own.themes } };
  }

  function communeName(state, code) {
    const found = (state.communes || []).find((each) => each.properties.code === code);
    return found ? found.properties.name : "";
  }

  function buildAgreement(state, options, collection) {
    const { labels, colors } = state.config;
    const words = options.words || (options.equal ? labels.share_equal : labels.share);
    return paths(state, collection, {
      style: ({ properties }) => ({
        stroke: true, color: colors.paper, weight: 0.7, opacity: 0.9,
        fillColor: properties.color, fillOpacity: options.opacity || 0.8,
        pattern: properties.pattern,
      }),
      onEachFeature: ({ properties }, layer) =>
        layer.bindTooltip(
          () => am.tip([
            options.classes ? am.worded(labels.classes, properties.class) : "",
            am.fill(words, { share: shareText(properties, labels) }),
          ]),
          { sticky: true }
        ),
    });
  }

  /* One number for one share, a range for a band of them. */
  function shareText({ share_min: least, share_max: most }, labels) {
    const [low, high] = [Math.round(100 * least), Math.round(100 * most)];
    return low === high ? String(low) : am.fill(labels.range, { low, high });
  }

  const dashes = (rank) => am.DASHES[rank % am.DASHES.length].join(" ") || null;

  function buildSketches(state, options, collection) {
    const position = new Map();
    return paths(state, collection, {
      style: ({ properties }) => {
        const college = properties.college_id || properties.college;
        if (!position.has(college)) position.set(college, position.size);
        const rank = properties.position ?? position.get(college);
        return {
          color: properties.color || am.worded(options.colors, college) || state.config.colors.primary,
          weight: options.weight || 2.2, dashArray: dashes(rank),
          fill: true, fillOpacity: options.fill ?? 0.03,
        };
      },
      onEachFeature: ({ properties }, layer) =>
        layer.bindTooltip(
          () => am.tip([properties.label || properties.college_name || properties.college,
            properties.label ? properties.college_name || properties.college : "", properties.reason]),
          { sticky: true }
        ),
    });
  }

  function buildOutline(state, options, collection) {
    const color = options.color || state.config.colors.ink;
    return paths(state, collection, {
      interactive: false,
      style: {
        color, weight: options.weight || 3.5, opacity: 0.95,
        dashArray: options.dashed ? "10 7" : null,
        fill: options.fill !== false, fillColor: color, fillOpacity: options.dashed ? 0.05 : 0.12,
      },
      pointToLayer: (feature, where) =>
        new L.ShapeMarker(where, {
          renderer: state.canvas, pane: "am-data", interactive: false, radius: 9, weight: 3,
          fillColor: color,
        }),
    });
  }

  /* Outlines of zones that exist: a line that says its name, and lets the rest be pointed at. */
  function buildZoning(state, options, collection) {
    const color = options.color || state.config.colors.muted;
    return paths(state, collection, {
      style: { color, weight: 2, opacity: 0.9, dashArray: dashes(options.dash || 3), fill: false },
      onEachFeature: ({ properties }, layer) =>
        layer.bindTooltip(() => am.tip([properties.name, properties.zoning]), { sticky: true }),
    });
  }

  function buildCommunes(state, options, collection) {
    const { colors } = state.config;
    const chosen = new Set(options.selected || []);
    const plain = { color: colors.line, weight: 1, fillColor: colors.primary, fillOpacity: 0.02 };
    const picked = { color: colors.primary, weight: 2.5, fillColor: colors.primary, fillOpacity: 0.3 };
    const list = { ...collection, features: collection.features.filter((each) => each.properties.code) };
    return paths(state, list, {
      style: ({ properties }) => (chosen.has(properties.code) ? picked : plain),
      onEachFeature: ({ properties }, layer) => {
        layer.bindTooltip(() => am.tip([properties.name]), { sticky: true });
        layer.on("mouseover", () => layer.setStyle({ weight: 3, color: colors.primary }));
        layer.on("mouseout", () => layer.setStyle(chosen.has(properties.code) ? picked : plain));
      },
    });
  }

  const BUILDERS = {
    features: buildFeatures,
    agreement: buildAgreement,
    sketches: buildSketches,
    lines: am.buildLines,
    zone: buildOutline,
    shape: buildOutline,
    communes: buildCommunes,
    zoning: buildZoning,
    numbered: am.buildNumbered,
    pin: am.buildPin,
  };

  Object.assign(am, { layOverlays, askEarly, withOwnWords });
})();

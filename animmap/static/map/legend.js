/* The key of the map, when a page asks for it: shape and colour beside each name. */
(function () {
  "use strict";
  const am = window.animmap;

  function showLegend(state) {
    const entries = [...state.overlays.values()].flatMap((overlay) => entriesOf(state, overlay));
    const look = JSON.stringify(entries);
    if (look === state.legendLook) return;
    state.legendLook = look;
    if (state.legend) state.legend.remove();
    state.legend = null;
    if (!entries.length) return;
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => build(state, entries);
    state.legend = control.addTo(state.map);
  }

  /* options.legend: true for the layers found, or a list of {label, color, shape}. */
  function entriesOf(state, overlay) {
    const asked = overlay.wanted.options.legend;
    if (!asked) return [];
    if (Array.isArray(asked)) return asked;
    const { looks } = state.config;
    const { features } = overlay.collection || { features: [] };
    const labels = am.withOwnWords(state, overlay.collection || {});
    return Object.keys(looks).flatMap((code) => {
      const all = features.map(({ properties }) => properties).filter(({ layer }) => layer === code);
      const plain = { label: `${am.worded(labels.layers, code)} (${all.length})`, ...looks[code] };
      return all.length ? [plain, ...colored(all, looks[code].shape, labels)] : [];
    });
  }

  /* The kinds to which the group gave a colour of their own. */
  function colored(found, shape, labels) {
    const kinds = new Map();
    found.filter(({ color }) => color).forEach(({ layer, kind, color }) => {
      const name = am.worded(labels.kinds, `${layer}.${kind}`);
      kinds.set(name, { color, count: (kinds.get(name)?.count || 0) + 1 });
    });
    return [...kinds].map(([name, { color, count }]) => ({ label: `${name} (${count})`, color, shape }));
  }

  function build(state, entries) {
    const box = am.element("details", "am-control am-legend");
    box.open = state.map.getSize().x > 640;
    box.appendChild(am.element("summary", "", state.config.labels.legend));
    const list = am.element("ul");
    entries.forEach((entry) => {
      const row = am.element("li");
      row.append(mark(entry), am.element("span", "", entry.label));
      list.appendChild(row);
    });
    box.appendChild(list);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  }

  function mark(entry) {
    if (entry.shape) return am.swatch(entry.shape, entry.color, 16);
    const area = am.element("span", "am-swatch");
    area.style.backgroundColor = entry.color;
    return area;
  }

  Object.assign(am, { showLegend });
})();

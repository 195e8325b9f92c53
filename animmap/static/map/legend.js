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

  /* options.legend: true for the layers found, or a list of {label, color, shape, hatch}. */
  function entriesOf(state, overlay) {
    const asked = overlay.wanted.options.legend;
    if (!asked) return [];
    if (Array.isArray(asked)) return asked;
    const { looks, labels } = state.config;
    const counts = {};
    (overlay.collection ? overlay.collection.features : []).forEach(({ properties }) => {
      if (properties.layer) counts[properties.layer] = (counts[properties.layer] || 0) + 1;
    });
    return Object.keys(looks)
      .filter((code) => counts[code])
      .map((code) => ({ label: `${am.worded(labels.layers, code)} (${counts[code]})`, ...looks[code] }));
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
    const area = am.element("span", "am-swatch" + (entry.hatch ? " am-hatched" : ""));
    area.style.backgroundColor = entry.color;
    return area;
  }

  Object.assign(am, { showLegend });
})();

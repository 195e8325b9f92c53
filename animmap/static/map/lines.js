/* The lines that people drew, unseen until pointed at: one is chosen by a click on it or near it.
   Outlines of whole communes share their lines: a line belongs to all who drew it. Where lines
   crowd so that none can be told apart, a click chooses a place, as anywhere else; closer, a line. */
(function () {
  "use strict";
  const am = window.animmap;
  const NEAR_PX = L.Browser.mobile ? 10 : 5;
  const CROWD_PX = 2 * NEAR_PX;
  const SAME_PX = 1; /* lines this close look like one */
  const MOST_NAMED = 4;
  const SEEN = { opacity: 1, weight: 4 };
  const UNSEEN = { opacity: 0, weight: 1 };
  const ABOVE = ".leaflet-control, .leaflet-popup, .leaflet-marker-icon";

  function buildLines(state, options, collection) {
    const lines = collection.features.map(({ geometry, properties }) =>
      Object.assign(L.polyline(ringsOf(geometry), {
        renderer: state.canvas, pane: "am-data", interactive: false, color: properties.color, ...UNSEEN,
      }), { facts: properties })
    );
    const group = L.featureGroup(lines);
    const box = state.map.getContainer();
    const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "am-line-tip" });
    let lit = [];
    const light = (found) => {
      lit.filter((each) => !found.includes(each)).forEach((each) => each.setStyle(UNSEEN));
      found.filter((each) => !lit.includes(each)).forEach((each) => each.setStyle(SEEN));
      lit = found;
      box.classList.toggle("am-on-line", found.length > 0);
    };
    const point = ({ latlng }) => {
      light(linesAt(lines, state.map.latLngToLayerPoint(latlng)));
      if (lit.length) tip.setLatLng(latlng).setContent(named(state, lit)).openOn(state.map);
      else tip.remove();
    };
    const leave = () => {
      light([]);
      tip.remove();
    };
    const choose = (event) => {
      if (state.map.dragging.moved() || event.target.closest(ABOVE)) return;
      const found = linesAt(lines, state.map.mouseEventToLayerPoint(event));
      if (!found.length) return;
      event.stopImmediatePropagation();
      tell(state, found);
    };
    group.on("add", () => {
      state.map.on("mousemove", point).on("mouseout movestart", leave);
      box.addEventListener("click", choose, true);
    });
    group.on("remove", () => {
      leave();
      state.map.off("mousemove", point).off("mouseout movestart", leave);
      box.removeEventListener("click", choose, true);
    });
    return group;
  }

  /* Every ring as a line of its own: an area would be touched wherever it lies. */
  function ringsOf({ type, coordinates }) {
    const rings = type === "Polygon" ? coordinates : coordinates.flat();
    return rings.map((ring) => L.GeoJSON.coordsToLatLngs(ring));
  }

  /* The lines that look like one at a point of the layers; none where others are close. */
  function linesAt(lines, point) {
    const apart = lines.map((line) => line.closestLayerPoint(point)?.distance ?? Infinity);
    const least = Math.min(...apart);
    if (least > NEAR_PX) return [];
    const same = lines.filter((line, rank) => apart[rank] <= least + SAME_PX);
    const close = apart.filter((distance) => distance <= least + CROWD_PX).length;
    return close === same.length ? same : [];
  }

  function named(state, lines) {
    const { labels } = state.config;
    if (lines.length === 1) {
      const { label, college_name: college } = lines[0].facts;
      return am.tip([label || college, label ? college : ""]);
    }
    const names = lines.map(({ facts }) => facts.label || facts.college_name);
    const rest = names.length > MOST_NAMED ? ["…"] : [];
    return am.tip([am.fill(labels.same_line, { n: names.length }), ...names.slice(0, MOST_NAMED), ...rest]);
  }

  /* The component tells the page what text the thing chosen bears: here, who drew that line, and
     the moment, which tells two choices of the same line apart. */
  function tell(state, lines) {
    const ids = lines.map(({ facts }) => facts.id).join(",");
    const text = `${ids} ${Date.now()}`;
    const bearer = { _tooltip: { _content: text }, getTooltip: () => ({ getContent: () => text }) };
    state.map.fire("draw:edited", { sourceTarget: bearer });
  }

  Object.assign(am, { buildLines });
})();

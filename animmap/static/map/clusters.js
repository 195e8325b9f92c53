/* Crowded points: clusters that tell their layers, and the way to one point among many. */
(function () {
  "use strict";
  const am = window.animmap;
  const namespace = "http://www.w3.org/2000/svg";

  function cluster(state, points) {
    const group = L.markerClusterGroup({
      maxClusterRadius: (zoom) => (zoom > 13 ? 28 : 46),
      showCoverageOnHover: false,
      animate: false,
      spiderLegPolylineOptions: { weight: 1.5, color: state.config.colors.muted, opacity: 0.7 },
      iconCreateFunction: (gathered) => clusterIcon(state, gathered),
    });
    group.addLayers(points);
    return group;
  }

  /* A ring shared between the layers gathered, with their number in the middle. */
  function clusterIcon(state, gathered) {
    const { looks, labels } = state.config;
    const members = gathered.getAllChildMarkers();
    const size = members.length < 10 ? 34 : members.length < 100 ? 40 : 48;
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "-20 -20 40 40");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.appendChild(disc(17, "#FFFFFF"));
    let from = 0;
    Object.keys(looks).forEach((code) => {
      const part = members.filter((each) => each.options.layerCode === code).length / members.length;
      if (part) svg.appendChild(arc(from, part, looks[code].color));
      from += part;
    });
    const number = document.createElementNS(namespace, "text");
    number.setAttribute("text-anchor", "middle");
    number.setAttribute("dominant-baseline", "central");
    number.setAttribute("font-size", members.length > 999 ? "10.5" : "13");
    number.textContent = members.length;
    svg.appendChild(number);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", am.fill(labels.cluster, { n: members.length }));
    return L.divIcon({ html: svg, className: "am-cluster", iconSize: [size, size] });
  }

  function disc(radius, color) {
    const circle = document.createElementNS(namespace, "circle");
    circle.setAttribute("r", radius);
    circle.setAttribute("fill", color);
    return circle;
  }

  function arc(from, part, color) {
    const ring = disc(16.5, "none");
    const around = 2 * Math.PI * 16.5;
    ring.setAttribute("stroke", color);
    ring.setAttribute("stroke-width", "5");
    ring.setAttribute("stroke-dasharray", `${part * around} ${around}`);
    ring.setAttribute("transform", `rotate(${from * 360 - 90})`);
    return ring;
  }

  /* Open the card of one feature, wherever it is gathered; once for each wish. */
  function focusFeature(state, overlay, wish) {
    if (!wish || wish === overlay.focused || !overlay.byId) return;
    overlay.focused = wish;
    const layer = overlay.byId.get(wish);
    if (!layer) return;
    state.moved = true;
    if (layer.getBounds && !layer.getLatLng) state.map.fitBounds(layer.getBounds(), { maxZoom: 13 });
    const group = layer.__parent && layer.__parent._group;
    if (group) group.zoomToShowLayer(layer, () => layer.openPopup());
    else {
      if (layer.getLatLng) state.map.setView(layer.getLatLng(), Math.max(state.map.getZoom(), 12));
      layer.openPopup();
    }
  }

  Object.assign(am, { cluster, focusFeature });
})();

/* The communes of the territory: for the map, for the list, for the small picture of an outline. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { network } = ap;
  const SIDE = 160;
  let asked = null;
  let territory = null;

  async function fetchShapes(path) {
    const answer = await fetch(network.address(path), { credentials: "same-origin" });
    if (!answer.ok) throw new network.NoAnswer(0);
    return answer.json();
  }

  /* The collection of communes, asked once; again after a failure. */
  function communes() {
    if (!asked) {
      asked = fetchShapes("/communes.geojson");
      asked.then(keepTerritory).catch(() => { asked = null; });
    }
    return asked;
  }

  function keepTerritory({ features }) {
    const outline = features.find((each) => each.properties.role === "outline");
    territory = outline ? outline.geometry : null;
  }

  async function listCommunes() {
    const collection = await communes();
    const listed = collection.features.filter((each) => each.properties.code);
    return listed.sort((one, other) => one.properties.name.localeCompare(other.properties.name, ap.page.language));
  }

  function partsOf(geometry) {
    if (!geometry) return [];
    return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  }

  /* Communes together as one MultiPolygon, null for none. */
  function together(features) {
    const parts = features.reduce((all, each) => all.concat(partsOf(each.geometry)), []);
    return parts.length ? { type: "MultiPolygon", coordinates: parts } : null;
  }

  /* A small picture of an outline, sure and perhaps, on the territory when it is here already;
     null when there is no outline to show. */
  function thumbnail({ geometry, maybe }) {
    if (!geometry && !maybe) return null;
    const levels = [["ground", partsOf(territory)], ["maybe", partsOf(maybe)], ["sure", partsOf(geometry)]];
    const all = [].concat(...levels.map(([, parts]) => [].concat(...parts.map((rings) => rings[0]))));
    const wide = Math.cos((all[0][1] * Math.PI) / 180);
    const [west, east] = range(all.map(([longitude]) => longitude * wide));
    const [south, north] = range(all.map(([, latitude]) => latitude));
    const scale = SIDE / Math.max(east - west, north - south, 1e-9);
    const place = ([longitude, latitude]) =>
      ((longitude * wide - west) * scale).toFixed(1) + " " + ((north - latitude) * scale).toFixed(1);
    const svg = draw("svg", { viewBox: [-6, -6, (east - west) * scale + 12, (north - south) * scale + 12].join(" ") });
    levels.forEach(([name, parts]) => parts.forEach((rings) => {
      const d = rings.map((ring) => "M" + ring.map(place).join("L") + "Z").join("");
      svg.append(draw("path", { d, class: "shape shape-" + name, "fill-rule": "evenodd" }));
    }));
    svg.setAttribute("class", "thumbnail");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", ap.say("your_outline"));
    return svg;
  }

  function range(values) {
    return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  }

  function draw(tag, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.keys(attributes).forEach((name) => made.setAttribute(name, attributes[name]));
    return made;
  }

  Object.assign(ap, { communes, listCommunes, together, thumbnail, fetchShapes });
})();

/* A place being chosen: a pin that is dragged, or goes where the map is touched. */
(function () {
  "use strict";
  const am = window.animmap;
  const SIZE = 34;

  function buildPin(state, options, collection) {
    const pins = collection.features.map(({ geometry: { coordinates: [lng, lat] } }) => {
      const pin = L.marker([lat, lng], { draggable: true, autoPan: true, keyboard: false, icon: icon(options.color) });
      /* The page hears of a place in one way only: the map was touched there. */
      pin.on("dragend", () => state.map.fire("click", { latlng: pin.getLatLng() }));
      return pin;
    });
    return L.featureGroup(pins);
  }

  function icon(color) {
    const box = am.element("span", "am-pin");
    box.style.backgroundColor = color;
    return L.divIcon({ className: "am-pin-place", html: box, iconSize: [SIZE, SIZE], iconAnchor: [SIZE / 2, SIZE] });
  }

  Object.assign(am, { buildPin });
})();

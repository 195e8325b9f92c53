/* Debated zones: hatched grounds that bear their numbers; the chosen one stands out. */
(function () {
  "use strict";
  const am = window.animmap;

  /* options: chosen, the number that stands out; color and loud, both looks. */
  function buildNumbered(state, options, collection) {
    const { ink, paper } = state.config.colors;
    const grounds = L.geoJSON(collection, {
      renderer: state.canvas, pane: "am-data", interactive: false,
      style: ({ properties: { number } }) => {
        const chosen = number === options.chosen;
        return {
          color: chosen ? options.loud : ink, weight: chosen ? 4 : 2, opacity: 1,
          fillColor: chosen ? options.loud : options.color, fillOpacity: chosen ? 0.45 : 0.35,
          pattern: chosen ? null : "rise-2",
        };
      },
    });
    const numbers = collection.features.map(({ properties: { number, label } }) =>
      L.marker([label[1], label[0]], {
        interactive: false, keyboard: false, icon: disc(number, number === options.chosen ? options.loud : ink, paper),
      })
    );
    return L.featureGroup([grounds, ...numbers]);
  }

  function disc(number, color, paper) {
    const box = am.element("span", "am-number", number);
    box.style.backgroundColor = color;
    box.style.color = paper;
    return L.divIcon({ className: "am-number-place", html: box, iconSize: [30, 30] });
  }

  Object.assign(am, { buildNumbered });
})();

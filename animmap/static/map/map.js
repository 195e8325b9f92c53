/* Entry points called by the page: start once, update whenever what is laid on top changes. */
(function () {
  "use strict";
  const am = window.animmap;
  const states = new WeakMap();

  function start(map, payload) {
    const config = am.decode(payload);
    const drawn = L.featureGroup().addTo(map);
    const state = { map, config, drawn, overlays: new Map(), moved: false };
    states.set(map, state);
    const container = map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", config.labels.label);
    document.documentElement.lang = config.language;
    state.status = am.element("div", "am-status");
    state.status.setAttribute("role", "status");
    container.appendChild(state.status);

    map.attributionControl.setPrefix(false);
    L.control.zoom({
      position: "topleft", zoomInTitle: config.labels.zoom_in, zoomOutTitle: config.labels.zoom_out,
    }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    state.canvas = L.canvas({
      pane: am.addPane(map, "am-data", 410), padding: 0.2, tolerance: L.Browser.mobile ? 9 : 3,
    });
    am.addPane(map, "am-drawings", 460);
    fitTerritory(state);
    followFrame(state);
    linkViews(state);
    makePopupsReachable(state);
    state.base = am.loadBase(state).catch(() => am.announce(state, config.labels.failed));
    return drawn;
  }

  function update(map, payload) {
    const state = states.get(map);
    const wanted = am.decode(payload);
    window.feature_group = []; /* the component never empties it */
    am.draw(state, wanted.draw, wanted.clear_token);
    am.askEarly(state, wanted.overlays);
    state.base
      .then(() => am.layOverlays(state, wanted.overlays))
      .then(() => {
        state.laid = true;
        settle(state);
      });
  }

  /* Marks for whoever waits for the map: a reader's tool, a test. */
  function settle(state) {
    const container = state.map.getContainer();
    const loading = [...state.overlays.values()].some((overlay) => overlay.loading);
    container.dataset.ready = String(!loading && Boolean(state.communes && state.laid));
    const count = [...state.overlays.values()].reduce((sum, overlay) => sum + overlay.count, 0);
    container.dataset.features = String(count);
  }

  function announce(state, text) {
    state.status.textContent = text || "";
    state.status.hidden = !text;
  }

  function fitTerritory(state) {
    const [west, south, east, north] = state.config.bounds;
    state.map.fitBounds([[south, west], [north, east]], { padding: [12, 12], animate: false });
    state.moved = false;
  }

  /* The map fills its frame whatever size the page gives it, and keeps the view people chose. */
  function followFrame(state) {
    const { map } = state;
    const container = map.getContainer();
    ["pointerdown", "wheel", "keydown"].forEach((name) =>
      container.addEventListener(name, () => { state.moved = true; }, { passive: true })
    );
    const follow = () => {
      if (window.innerHeight < 120) return;
      container.style.height = window.innerHeight + "px";
      map.invalidateSize({ pan: false });
      if (!state.moved) fitTerritory(state);
    };
    window.addEventListener("resize", follow);
    follow();
  }

  /* Maps of one group show the same place: moving one moves the others. */
  function linkViews(state) {
    const { map, config } = state;
    if (!config.group) return;
    const name = "animmap-view-" + config.group;
    const page = window.parent;
    let following = false;
    const follow = ({ detail }) => {
      if (detail.from === config.draft_key) return;
      following = true;
      map.setView(detail.center, detail.zoom, { animate: false });
      following = false;
      state.moved = true;
    };
    page.addEventListener(name, follow);
    window.addEventListener("pagehide", () => page.removeEventListener(name, follow));
    map.on("moveend", () => {
      const container = map.getContainer();
      if (following || !container.matches(":hover, :focus-within")) return;
      const { lat, lng } = map.getCenter();
      const detail = { from: config.draft_key, center: [lat, lng], zoom: map.getZoom() };
      page.dispatchEvent(new CustomEvent(name, { detail }));
    });
  }

  function makePopupsReachable(state) {
    const { map, config } = state;
    map.on("popupopen", ({ popup }) => {
      const box = popup.getElement();
      const close = box.querySelector(".leaflet-popup-close-button");
      if (close) {
        close.setAttribute("aria-label", config.labels.close);
        close.setAttribute("title", config.labels.close);
      }
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", box.querySelector("h3")?.textContent || config.labels.label);
      box.setAttribute("tabindex", "-1");
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        map.closePopup(popup);
        map.getContainer().focus();
      });
      box.focus({ preventScroll: true });
    });
  }

  Object.assign(am, { start, update, announce, settle, fitTerritory });
})();

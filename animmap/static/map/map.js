/* Entry points called by the page: start once, update whenever what is laid on top changes. */
(function () {
  "use strict";
  const am = window.animmap;
  const states = new WeakMap();
  const VIEW_PARAM = "vue";

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
    am.addWaiting(state);

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
    if (config.group) recallView(state);
    followFrame(state);
    linkViews(state);
    makePopupsReachable(state);
    state.base = am.loadBase(state).catch(() => am.announce(state, config.labels.failed));
    state.base.then(() => {
      state.based = true;
      settle(state);
    });
    settle(state);
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
    am.showWaiting(state, loading || !state.based || !state.laid);
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
      container.addEventListener(name, () => Object.assign(state, { moved: true, recalled: null }), { passive: true })
    );
    const follow = () => {
      if (window.innerHeight < 120) return;
      container.style.height = window.innerHeight + "px";
      map.invalidateSize({ pan: false });
      if (!state.moved) fitTerritory(state);
      else if (state.recalled) map.setView(...state.recalled, { animate: false });
    };
    window.addEventListener("resize", follow);
    follow();
  }

  function viewName({ config }) {
    return `animmap-view-${config.group}-${config.communes_url}`;
  }

  /* Maps of one group show the same place: moving one moves the others. */
  function linkViews(state) {
    const { map, config } = state;
    if (!config.group) return;
    const name = viewName(state);
    const page = window.parent;
    let following = false;
    const follow = ({ detail }) => {
      if (detail.from === config.draft_key) return;
      following = true;
      map.setView(detail.center, detail.zoom, { animate: false });
      following = false;
      Object.assign(state, { moved: true, recalled: null });
    };
    page.addEventListener(name, follow);
    window.addEventListener("pagehide", () => page.removeEventListener(name, follow));
    map.on("moveend", () => {
      const container = map.getContainer();
      if (following || !container.matches(":hover, :focus-within")) return;
      const { lat, lng } = map.getCenter();
      const detail = { from: config.draft_key, center: [lat, lng], zoom: map.getZoom() };
      page.dispatchEvent(new CustomEvent(name, { detail }));
      const told = [lat.toFixed(5), lng.toFixed(5), Number(map.getZoom().toFixed(2))].join("_");
      page[name] = told;
      writeView(page, told);
    });
    keepView(page, name);
  }

  /* The place shown is in the address of the page: a link shows it, no press of "back" is spent. */
  function writeView(page, told) {
    const address = new URL(page.location.href);
    if (address.searchParams.get(VIEW_PARAM) === told) return;
    address.searchParams.set(VIEW_PARAM, told);
    page.history.replaceState(page.history.state, "", address);
  }

  /* The page writes its own choices without the view: it is put back, as long as maps are there. */
  function keepView(page, name) {
    const again = () => page[name] && writeView(page, page[name]);
    if (!page.navigation) return;
    page.navigation.addEventListener("currententrychange", again);
    window.addEventListener("pagehide", () => page.navigation.removeEventListener("currententrychange", again));
  }

  function recallView(state) {
    const page = window.parent;
    const told = new URLSearchParams(page.location.search).get(VIEW_PARAM) || page[viewName(state)] || "";
    const [lat, lng, zoom] = told.split("_").map(Number);
    if (told.split("_").length !== 3 || ![lat, lng, zoom].every(Number.isFinite)) return;
    if (Math.abs(lat) > 85 || Math.abs(lng) > 180 || zoom < 1 || zoom > 18) return;
    state.recalled = [[lat, lng], zoom];
    state.map.setView(...state.recalled, { animate: false });
    state.moved = true;
    page[viewName(state)] = told;
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

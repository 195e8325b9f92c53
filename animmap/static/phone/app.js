/* Start: the bar above every screen, the network's comings and goings, the first screen. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, memory, queue } = ap;
  const SIZES = ["100%", "125%", "150%"];
  const IDLE_MS = 90000;
  const body = document.body;
  const chip = document.getElementById("waiting");
  const notice = document.getElementById("notice");
  const back = document.getElementById("back");

  function showBar() {
    const n = queue.pending();
    chip.hidden = n === 0;
    chip.textContent = n ? say("pending", { n }) : "";
    const told = !ap.online ? say("offline") : memory.isKept() ? "" : say("fragile");
    if (notice.textContent !== told) notice.textContent = told;
    notice.hidden = !told;
    const { name } = ap.shown();
    back.hidden = ["home", "welcome", "gone", ""].includes(name) || (name === "who" && !memory.person().college_id);
  }

  function setOnline(online) {
    if (ap.online === online) return;
    ap.online = online;
    refresh();
  }

  function refresh() {
    showBar();
    ap.redraw();
  }

  function leaveRoom() {
    if (ap.room_is_gone) return;
    ap.room_is_gone = true;
    ap.go("gone", {}, true);
  }

  /* Letters grow for who asks, and stay so on this phone. */
  function offerSizes() {
    let rank = Math.max(0, SIZES.indexOf(memory.read("size", SIZES[0])));
    const apply = () => { document.documentElement.style.fontSize = SIZES[rank]; };
    document.getElementById("larger").addEventListener("click", () => {
      rank = (rank + 1) % SIZES.length;
      memory.write("size", SIZES[rank]);
      apply();
      ap.announce(say("size", { size: SIZES[rank] }));
    });
    apply();
  }

  /* One group after another on a shared tablet: the next one starts from a clean sheet. */
  function nextGroup() {
    memory.nextPerson();
    ap.go("welcome", {}, true);
  }

  function watchIdle() {
    let timer = null;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const started = memory.drafts().some(ap.isStarted);
        if (ap.shown().name === "given" && !started) nextGroup();
        else again();
      }, IDLE_MS);
    };
    ["pointerdown", "keydown", "scroll"].forEach((name) => window.addEventListener(name, again, { passive: true }));
    again();
  }

  /* A page kept for offline use is older than what the phone heard since. */
  function latest(one, other) {
    return one.server_time > other.server_time ? one : other;
  }

  /* The room was shut since: what this phone still holds can be copied. */
  function comeBackLate(known) {
    ap.room = known;
    if (ap.unsent().length) leaveRoom();
  }

  function firstScreen() {
    const state = history.state;
    const speaker = memory.person();
    if (!speaker || !speaker.noticed) {
      ap.go("welcome", {}, true);
      if (window.location.hash === "#who") ap.screens.welcome().node.querySelector("[data-way=start]").click();
    } else if (state && state.name && state.name !== "welcome") ap.go(state.name, state.params, true);
    else ap.home(true);
  }

  function keepOffline() {
    if (!("serviceWorker" in navigator)) return;
    const made = [window.location.href, ...Array.from(document.scripts, (script) => script.src).filter(Boolean)];
    const ground = ["/communes.geojson"].map(ap.network.address);
    navigator.serviceWorker
      .register("/phone-sw.js", { scope: "/r" })
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => active.postMessage({ keep: [...made, ap.page.map_script, ap.page.map_style, ...ground] }))
      .catch(() => { /* the open page goes on without */ });
  }

  function start() {
    ap.online = true;
    ap.nextGroup = nextGroup;
    ap.on("offline", () => setOnline(false));
    ap.on("online", () => setOnline(true));
    ["queue", "room", "person", "fragile"].forEach((name) => ap.on(name, refresh));
    ap.on("screen", showBar);
    ap.on("received", () => ap.announce(say("received")));
    ap.on("gone", leaveRoom);
    back.addEventListener("click", () => history.back());
    offerSizes();
    if (ap.kiosk) watchIdle();
    const known = memory.read("room", ap.room);
    if (!ap.room) {
      if (known) comeBackLate(known);
      return;
    }
    ap.room = latest(known, ap.room);
    firstScreen();
    body.dataset.ready = "true";
    ap.startRoom().then(() => ap.recallMine()).catch(() => setOnline(false));
    ap.communes().catch(() => { /* asked again when it is needed */ });
    ap.loadMap().catch(() => { /* the same */ });
    keepOffline();
  }

  start();
})();

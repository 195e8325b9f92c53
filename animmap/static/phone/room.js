/* The room as the server tells it: asked again every few seconds, kept when the network fails. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { memory, network, queue } = ap;
  const PERIOD_MS = 3000;
  const HIDDEN_MS = 20000;
  let timer = null;
  let asking = false;
  let lateness = 0;
  let told = "";

  async function refresh() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const answer = await network.ask("GET", "");
      if (answer.ok) take(answer.data);
      else if (answer.data.code === "room_unknown") ap.tell("gone");
      ap.tell("online");
    } catch {
      ap.tell("offline");
    } finally {
      asking = false;
      const period = document.hidden ? HIDDEN_MS : PERIOD_MS;
      timer = setTimeout(refresh, period * (0.85 + 0.3 * Math.random()));
    }
  }

  function take(room) {
    const before = ap.room ? JSON.stringify(ap.room.rounds) + ap.room.current : "";
    ap.room = room;
    ap.room_is_gone = false;
    setClock(room);
    memory.write("room", room);
    if (before !== JSON.stringify(room.rounds) + room.current) ap.tell("room");
    queue.release();
  }

  /* An answer the browser had kept tells an old time: only a later one sets the clock. */
  function setClock({ server_time: time }) {
    if (time <= told) return;
    told = time;
    lateness = new Date(time).getTime() - Date.now();
  }

  /* Seconds left to answer, by the server's clock; null without a timer. */
  function secondsLeft(round) {
    if (round.state === "paused") return round.seconds_left;
    if (!round.deadline || round.state !== "open") return null;
    return Math.max(0, Math.round((new Date(round.deadline).getTime() - Date.now() - lateness) / 1000));
  }

  function findRound(id) {
    return ap.room.rounds.find((round) => round.id === id) || null;
  }

  function isInvited(round) {
    const speaker = memory.person() || {};
    return !round.invited.length || round.invited.includes(speaker.college_id);
  }

  function isSketch(round) {
    return ["perimeter", "sure_maybe", "communes"].includes(round.kind);
  }

  /* What I gave to a question: what the server has, and what waits here. */
  function given(roundId) {
    const known = Object.values(memory.mine()).filter((each) => each.round_id === roundId);
    const waiting = queue.items().filter((item) => item.round_id === roundId);
    const unknown = waiting.filter((item) => !known.some((each) => each.id === item.id));
    const listed = known.map((each) => Object.assign({}, each, { item: waiting.find((item) => item.id === each.id) }));
    unknown.forEach((item) =>
      listed.push({ id: item.id, what: item.what, round_id: roundId, state: "unsent", body: item.body, parts: item.parts, item })
    );
    return listed.filter((each) => (each.item ? !isLeaving(each.item) : each.state !== "withdrawn"));
  }

  /* Being taken back: no longer mine, unless the server refused it. */
  function isLeaving(item) {
    return item.op === "withdraw" && item.state !== "refused";
  }

  /* The questions that still wait for me, the one on the wall first. */
  function toAnswer() {
    const open = ap.room.rounds.filter((round) => round.state === "open" && isInvited(round));
    const left = open.filter((round) => !given(round.id).length);
    return left.sort((one, other) => (other.id === ap.room.current) - (one.id === ap.room.current));
  }

  function start() {
    setClock(ap.room);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
    window.addEventListener("online", refresh);
    window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
    return refresh();
  }

  Object.assign(ap, { findRound, isInvited, isSketch, given, toAnswer, secondsLeft, startRoom: start, refresh });
})();

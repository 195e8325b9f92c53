/* Answering a question: where one starts, the words that go with it, what is then sent. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory, queue } = ap;
  const WORDS_LIMIT = 2000;

  function startAnswer(roundId) {
    const speaker = memory.person();
    if (!speaker.college_id) {
      ap.go("who");
      return;
    }
    memory.keepDraft(roundId, { round_id: roundId });
    goDraft(roundId);
  }

  function goDraft(key, replace) {
    const draft = memory.draft(key);
    const round = ap.findRound(draft.round_id);
    const first = round.kind === "words" ? "words" : draft.way === "list" ? "list" : "map";
    ap.go(first, { key }, replace);
  }

  /* Whether a draft holds something worth keeping. */
  function isStarted(draft) {
    const { geometry, maybe, place, unfinished } = draft.drawing || {};
    const listed = [...(draft.codes || []), ...(draft.maybe_codes || [])];
    return Boolean(draft.words || draft.amends || geometry || maybe || place || listed.length || (unfinished || []).length);
  }

  /* What comes with a sketch or an answer besides its words, as the screens know it. */
  function partsOf({ drawing, way, codes, maybe_codes, maybe_shape, chosen }) {
    return { drawing, way, codes, maybe_codes, maybe_shape, chosen };
  }

  /* The same, from what the server holds: sent by another phone, or before a reload. */
  function partsOfBody(body) {
    const { geometry, maybe, place, method, commune_codes } = body;
    const listed = method === "communes";
    return {
      drawing: { geometry: listed ? null : geometry, maybe, place, method, commune_codes, unfinished: [] },
      way: listed ? "list" : "map", codes: commune_codes || [], maybe_codes: [], maybe_shape: listed ? maybe : null,
    };
  }

  function amend(each) {
    const key = "amend-" + each.id;
    const body = each.body || {};
    if (!memory.draft(key)) {
      const words = body.reason || body.words || "";
      const { id, round_id, version, code } = each;
      const parts = each.parts || partsOfBody(body);
      memory.keepDraft(key, Object.assign({ id, round_id, version, code, words, amends: true }, parts));
    }
    goDraft(key);
  }

  /* The draft of a screen and its question; sends back to what is given when nothing is left. */
  function opened(key) {
    const draft = memory.draft(key);
    const round = draft && ap.findRound(draft.round_id);
    if (!round) {
      ap.home(true);
      return null;
    }
    return { draft, round };
  }

  /* What a question asks, how long is left, and whether it still receives. */
  function banner(round) {
    const node = make("div", "question", make("h1", "", ap.held(round.question)));
    const note = make("p", "question-state");
    note.setAttribute("role", "status");
    const clock = make("span", "clock");
    clock.setAttribute("role", "timer");
    node.append(clock, note);
    const update = () => {
      const now = ap.findRound(round.id) || Object.assign({}, round, { state: "closed" });
      const told = now.state === "open" ? "" : say(now.state === "paused" ? "note_paused" : "note_closed");
      if (note.textContent !== told) note.textContent = told;
      const left = ap.secondsLeft(now);
      clock.textContent = left === null ? "" : Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
      clock.classList.toggle("short", left !== null && left <= 60);
    };
    update();
    const timer = setInterval(update, 1000);
    return { node, update, leave: () => clearInterval(timer) };
  }

  ap.screens.words = ({ key }) => {
    const found = opened(key);
    if (!found) return null;
    const { draft, round } = found;
    const top = banner(round);
    const kind = ap.isSketch(round) ? "reason" : round.kind === "places" ? "place_" + round.subject : "words";
    const { label, input } = ap.field("textarea", "words", say(kind), draft.words);
    input.rows = 5;
    input.maxLength = WORDS_LIMIT;
    input.addEventListener("input", () => memory.keepDraft(key, { words: input.value }));
    const problem = make("p", "problem");
    problem.setAttribute("role", "alert");
    const send = button(say(draft.amends ? "send_amended" : "send"), "main", () => {
      if (!ap.isSketch(round) && !input.value.trim()) {
        problem.textContent = say("words_missing");
        input.focus();
      } else deliver(key, round);
    });
    const picture = ap.isSketch(round) ? ap.thumbnail(bodyOf(round, draft)) : null;
    const node = make(
      "div", "page", top.node, picture, draft.chosen ? make("p", "chosen", draft.chosen) : null,
      label, input, make("p", "hint", say("words_care")), problem, make("div", "ways", send)
    );
    return { node, leave: top.leave, update: top.update };
  };

  /* Hand the draft over to the queue, which keeps it until the server has it. */
  function deliver(key, round) {
    const draft = memory.draft(key);
    queue.add({
      op: draft.amends ? "amend" : "send", what: ap.isSketch(round) ? "sketches" : "answers",
      id: draft.id, round_id: round.id, version: draft.version, device: memory.person().device, code: draft.code,
      body: bodyOf(round, draft), parts: partsOf(draft),
    });
    memory.dropDraft(key);
    ap.home(true);
    ap.go("given", { round: round.id, id: draft.id });
  }

  function bodyOf(round, draft) {
    const { id, round_id } = draft;
    const { geometry, maybe, place, method } = draft.drawing || {};
    const words = draft.words.trim();
    if (!ap.isSketch(round)) return { id, round_id, words, place: place || null };
    const listed = round.kind === "communes" || draft.way === "list";
    const shape = listed
      ? { geometry: null, commune_codes: draft.codes || [], maybe: draft.maybe_shape || null, method: "communes" }
      : { geometry, commune_codes: [], maybe: maybe || null, method: method || "points" };
    return Object.assign({ id, round_id, reason: words }, shape);
  }

  Object.assign(ap, { startAnswer, goDraft, isStarted, amend, opened, banner });
})();

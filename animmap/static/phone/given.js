/* What I gave: received, waiting, or refused with what can be done; amended or taken back. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory, queue } = ap;
  const REPLACING = ["already_contributed", "edit_conflict", "sketch_conflict"];

  ap.screens.given = ({ round: roundId, id }) => {
    const node = make("div", "page");
    let before = "";
    const update = () => {
      const listed = ap.given(roundId).sort((one) => (one.id === id ? -1 : 0));
      const now = JSON.stringify([listed, ap.findRound(roundId), ap.online, memory.person()]);
      if (now === before) return;
      before = now;
      ap.clear(node).append(...parts(roundId, listed));
    };
    update();
    recallMine().catch(() => { /* what this phone knows is shown meanwhile */ });
    return { node, update };
  };

  function parts(roundId, listed) {
    const round = ap.findRound(roundId);
    const waiting = ap.toAnswer().filter((each) => each.id !== roundId);
    const leading = waiting.length || ap.kiosk;
    const again = round && !ap.isSketch(round) && round.state === "open";
    return [
      make("p", "question-small", round ? ap.held(round.question) : ""),
      ...(listed.length ? listed.map((each) => receipt(each, round)) : [make("h1", "", say("given_none"))]),
      codeCard(),
      make(
        "div", leading || again ? "ways" : "ways still",
        again ? button(say("add_" + round.kind), "main", () => ap.startAnswer(roundId)) : null,
        waiting.length ? button(say("next_question"), again ? "plain" : "main", () => follow(waiting[0])) : null,
        ap.kiosk ? button(say("next_group"), waiting.length || again ? "plain" : "main", ap.nextGroup) : null,
        leading ? null : button(say("to_questions"), "plain", () => ap.home())
      ),
    ].filter(Boolean);
  }

  function follow(round) {
    ap.home(true);
    ap.startAnswer(round.id);
  }

  function standing(each) {
    const { item, state } = each;
    if (item && item.state === "refused") return { look: "refused", title: say("refused"), text: item.refusal.message };
    if (item && item.state === "held") {
      const key = item.refusal.code === "round_paused" ? "held_paused" : "held_closed";
      return { look: "held", title: say("kept_here"), text: say(key) };
    }
    if (item && !ap.online) return { look: "held", title: say("kept_here"), text: say("waits_network") };
    if (item) return { look: "leaving", title: say("leaving"), text: "" };
    if (state === "hidden" || state === "merged") return { look: "aside", title: say("state_" + state), text: say("aside_why") };
    return { look: "received", title: say("received"), text: say("received_" + each.what) };
  }

  function receipt(each, round) {
    const { look, title, text } = standing(each);
    const body = each.body || {};
    const mark = make("span", "mark");
    mark.setAttribute("aria-hidden", "true");
    const head = make("div", "receipt-head", mark, make("h1", "", title));
    const measured = each.area_km2 && look === "received" ? make("p", "", say("area", { area: ap.area(each.area_km2) })) : null;
    const mended = (each.repairs || []).length && look === "received" ? make("p", "hint", say("mended")) : null;
    const words = body.reason || body.words;
    return make(
      "section", "receipt receipt-" + look, head, text ? make("p", "", text) : null, measured, mended,
      ap.thumbnail(body), each.parts && each.parts.chosen ? make("p", "chosen", each.parts.chosen) : null,
      words ? make("blockquote", "", ap.held(words)) : null, actions(each, round)
    );
  }

  function actions(each, round) {
    const { item } = each;
    const open = round && ["open", "paused"].includes(round.state);
    const refused = item && item.state === "refused";
    const known = item && item.op !== "send" ? true : !item;
    return make(
      "div", "actions",
      refused ? mend(each, item) : null,
      open && each.state !== "hidden" ? button(say("amend"), "plain", () => change(each)) : null,
      (item && item.state !== "waiting") || !open ? button(say("copy"), "plain", () => ap.go("copy", { id: each.id })) : null,
      known || item.state !== "refused" ? ap.asking(say("withdraw"), say("withdraw_ask"), "plain", () => withdraw(each)) : null,
      refused ? ap.asking(say("drop"), say("drop_ask"), "plain", () => queue.remove(item.key)) : null
    );
  }

  function mend(each, item) {
    const replaces = REPLACING.includes(item.refusal.code);
    return button(say(replaces ? "replace" : "retry"), "main", async () => {
      if (!replaces) queue.retry(item.key);
      else await replace(item).catch(() => ap.tell("offline"));
    });
  }

  /* What was refused takes the place of what the server holds of me. */
  async function replace(item) {
    const found = await queue.fetchMine(item);
    const kept = found.find((each) => each.round_id === item.round_id && each.what === item.what && each.state === "sent");
    queue.remove(item.key);
    const fresh = kept ? { op: "amend", id: kept.id, version: kept.version } : { op: "send", id: ap.identifier() };
    const body = Object.assign({}, item.body, { id: fresh.id });
    await queue.add(Object.assign({}, item, fresh, { body, state: "waiting", tried: false, refusal: null }));
    ap.redraw();
  }

  /* An answer that waits is corrected before it leaves. */
  function change(each) {
    const { item } = each;
    ap.amend(item ? Object.assign({}, each, { body: item.body, parts: item.parts }) : each);
  }

  function withdraw(each) {
    queue.add({
      op: "withdraw", what: each.what, id: each.id, round_id: each.round_id, code: each.code,
      device: memory.person().device, body: each.body, parts: each.parts,
    });
    memory.dropDraft("amend-" + each.id);
    ap.announce(say("withdrawn"));
    ap.redraw();
  }

  function codeCard() {
    const { my_code: code } = memory.person() || {};
    if (!code) return null;
    const spelled = code.slice(0, 3) + "\u00a0" + code.slice(3);
    return make("section", "my-code", make("h2", "", say("my_code")), make("p", "code", spelled), make("p", "hint", say("my_code_why")));
  }

  ap.screens.mine = () => {
    const node = make("div", "page");
    const update = () => {
      const answered = ap.room.rounds.filter((round) => ap.given(round.id).length);
      ap.clear(node).append(
        make("header", "heading", make("h1", "", say("mine"))),
        ...answered.map((round) => {
          const go = button("", "card other", () => ap.go("given", { round: round.id }));
          go.append(make("span", "card-question", ap.held(round.question)), make("span", "state", say("mine_see")));
          return go;
        }),
        ...(answered.length ? [] : [make("p", "lead", say("mine_none"))]),
        ...[codeCard()].filter(Boolean),
        make("div", "links", button(say("code_have"), "link", () => ap.go("code")), button(say("to_questions"), "link", () => ap.home()))
      );
    };
    update();
    return { node, update };
  };

  /* What another phone sent, opened here with its code. */
  function keepFound(each, code) {
    const body = { id: each.id, round_id: each.round_id };
    ["geometry", "maybe", "commune_codes", "method", "reason", "words", "place"].forEach((name) => {
      if (each[name] !== undefined) body[name] = each[name];
    });
    const kept = { what: each.what, round_id: each.round_id, state: each.state, version: each.version, body };
    memory.keepMine(each.id, Object.assign(kept, code ? { code } : {}));
  }

  /* States may have changed on the server: set aside, merged, taken back from elsewhere. */
  async function recallMine() {
    const speaker = memory.person();
    if (!speaker || !speaker.joined) return;
    const found = await queue.fetchMine(speaker);
    const waiting = new Set(queue.items().map((item) => item.id));
    const isNews = ({ id, version }) => !waiting.has(id) && version >= ((memory.mine()[id] || {}).version || 0);
    found.filter(isNews).forEach((each) => keepFound(each, ""));
    ap.redraw();
  }

  Object.assign(ap, { keepFound, recallMine });
})();

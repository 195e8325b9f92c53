/* The questions of the workshop, and where each of them stands for me. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory } = ap;

  ap.screens.home = () => {
    const speaker = memory.person();
    if (!speaker || !speaker.noticed) {
      ap.go("welcome", {}, true);
      return null;
    }
    if (!speaker.college_id && !Object.keys(memory.mine()).length) {
      ap.go("who", {}, true);
      return null;
    }
    const node = make("div", "page");
    const update = () => {
      const old = node.contains(document.activeElement) ? document.activeElement.dataset.round : null;
      ap.clear(node).append(...parts());
      const again = old && node.querySelector('[data-round="' + old + '"]');
      if (again) again.focus();
    };
    update();
    return { node, update };
  };

  function parts() {
    const waiting = ap.toAnswer();
    const others = ap.room.rounds.filter((round) => !waiting.includes(round));
    const title = waiting.length ? say("home_answer") : say("home_wait");
    const lead = waiting.length ? null : say(others.length ? "home_wait_more" : "home_wait_first");
    return [
      make("header", "heading", make("h1", "", title), lead ? make("p", "lead", lead) : null),
      waiting.length ? null : make("div", "breath"),
      ...waiting.map((round, rank) => card(round, rank ? "next" : "todo")),
      ...others.map((round) => card(round, "other")),
      links(),
    ].filter(Boolean);
  }

  function card(round, look) {
    const mine = ap.given(round.id);
    const draft = memory.draft(round.id);
    const state = make("span", "state", stateOf(round, mine, draft));
    const made = button("", "card " + look, () => open(round, mine));
    made.dataset.round = round.id;
    made.append(make("span", "card-question", ap.held(round.question)), state);
    const idle = look === "other" && !mine.length && !draft;
    made.disabled = idle;
    return made;
  }

  function open(round, mine) {
    if (mine.length) ap.go("given", { round: round.id });
    else ap.startAnswer(round.id);
  }

  function stateOf(round, mine, draft) {
    if (mine.some((each) => each.item && each.item.state === "refused")) return say("state_refused");
    if (mine.some((each) => each.item)) return say("state_pending");
    if (mine.length) return say("state_received", { n: mine.length });
    if (draft && ap.isStarted(draft)) return say("state_draft");
    if (!ap.isInvited(round)) return say("state_others");
    return say("state_" + round.state);
  }

  function links() {
    const speaker = memory.person();
    const college = ap.room.colleges.find((each) => each.id === speaker.college_id);
    const name = [college && college.name, speaker.label].filter(Boolean).join(" · ");
    return make(
      "div", "links",
      name ? make("p", "speaker", say("you_speak", { name })) : null,
      button(say("who_change"), "link", () => ap.go("who", { again: true })),
      button(say("mine"), "link", () => ap.go("mine")),
      ap.kiosk ? button(say("next_group"), "link", () => ap.nextGroup()) : null
    );
  }
})();

/* When the room is shut, or a question refuses: all that was drawn and written can be copied. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory, queue } = ap;

  /* One text with all of it: question, communes or outline as GeoJSON, words. */
  function tell({ round_id: id, question, body, chosen }) {
    const round = (ap.room && ap.findRound(id)) || {};
    const shape = body.geometry || (body.place && { type: "Point", coordinates: body.place });
    const lines = [round.question || question, chosen, body.reason || body.words];
    if (body.commune_codes && body.commune_codes.length) lines.push(body.commune_codes.join(", "));
    if (shape) lines.push(JSON.stringify(shape));
    if (body.maybe) lines.push(say("draw_maybe"), JSON.stringify(body.maybe));
    return lines.filter(Boolean).join("\n");
  }

  function unsent() {
    const drafts = memory.drafts().filter(ap.isStarted).map((draft) => ({
      id: draft.id, round_id: draft.round_id, chosen: draft.chosen,
      body: Object.assign({ words: draft.words, commune_codes: draft.codes }, draft.drawing),
    }));
    const waiting = queue.items().map((item) => Object.assign({}, item, { chosen: (item.parts || {}).chosen }));
    return [...waiting.filter((item) => item.op !== "withdraw"), ...drafts];
  }

  function copies(listed) {
    return listed.map((each) => {
      const area = make("textarea", "field copy");
      area.value = tell(each);
      area.readOnly = true;
      area.rows = 6;
      area.setAttribute("aria-label", say("copy_field"));
      const copy = button(say("copy"), "plain", () => {
        area.select();
        area.setSelectionRange(0, area.value.length);
        const done = document.execCommand("copy"); // the modern way is closed to plain HTTP
        ap.announce(say(done ? "copied" : "copy_by_hand"));
        copy.textContent = say(done ? "copied" : "copy_by_hand");
      });
      return make("section", "receipt", ap.thumbnail(each.body), area, copy);
    });
  }

  ap.screens.gone = () => {
    const listed = unsent();
    const lead = listed.length ? say("gone_kept", { n: listed.length }) : say("gone_nothing");
    const enter = button(say("gone_other"), "plain", () => window.location.assign("/r"));
    return { node: ap.calm(say("gone"), lead, copies(listed), [button(say("retry"), "main", back), enter]) };
  };

  async function back() {
    await ap.refresh();
    if (!ap.room_is_gone) ap.home(true);
  }

  ap.screens.copy = ({ id }) => {
    const given = Object.values(memory.mine()).filter((each) => each.id === id);
    const listed = unsent().filter((each) => each.id === id);
    const known = given.map((each) => Object.assign({}, each, { chosen: (each.parts || {}).chosen }));
    return { node: ap.calm(say("copy_title"), say("copy_why"), copies(listed.length ? listed : known)) };
  };

  ap.unsent = unsent;
})();

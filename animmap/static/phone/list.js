/* Answering without the map: communes picked from a list, by touch, keyboard or screen reader. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory } = ap;

  /* Without accents or case, as people type. */
  function plain(words) {
    return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[-’' ]+/g, " ").toLowerCase();
  }

  /* What a draft keeps of the communes chosen: codes, names, and the outline of the perhaps. */
  function choice(features, codes, maybeCodes) {
    const named = (wanted) => features.filter((each) => wanted.includes(each.properties.code));
    const names = (found) => found.map((each) => each.properties.name).join(", ");
    const [sure, maybe] = [named(codes), named(maybeCodes)];
    const told = [names(sure), maybe.length ? say("maybe_names", { names: names(maybe) }) : ""];
    return {
      codes, maybe_codes: maybeCodes, maybe_shape: ap.together(maybe), chosen: told.filter(Boolean).join(" · "),
    };
  }

  ap.screens.list = ({ key }) => {
    const found = ap.opened(key);
    if (!found) return null;
    const { draft, round } = found;
    const top = ap.banner(round);
    const state = { codes: draft.codes || [], maybe: draft.maybe_codes || [], level: "sure", communes: [] };
    const single = round.kind === "places";
    const rows = make("ul", "rows");
    const count = make("p", "count");
    count.setAttribute("role", "status");
    const problem = make("p", "problem");
    problem.setAttribute("role", "alert");
    const { label, input } = ap.field("input", "search", say("list_search"), "");
    input.type = "search";
    input.addEventListener("input", () => tell());
    const onMap = button(say(single ? "place_with_map" : "with_map"), "plain", () => {
      memory.keepDraft(key, { way: "map" });
      ap.go("map", { key }, true);
    });
    const next = button(say("next"), "main", () => {
      if (single || state.codes.length) ap.go("words", { key });
      else problem.textContent = say(state.maybe.length ? "only_maybe" : "nothing_communes");
    });
    const tell = () => {
      const left = filter(rows, input.value);
      const chosen = state.codes.length + state.maybe.length;
      if (left !== null) count.textContent = say("list_found", { n: left });
      else count.textContent = single ? "" : say("list_count", { n: chosen });
    };
    const nowhere = single ? make("p", "hint", say("place_nowhere")) : null;
    const levels = round.kind === "sure_maybe" ? chooseLevel(state) : null;
    const node = make(
      "div", "page", top.node, levels, label, input, count, nowhere, rows, problem, make("div", "ways side", onMap, next)
    );

    async function fill() {
      problem.textContent = "";
      try {
        state.communes = await ap.listCommunes();
        const row = (commune) => makeRow(commune, state, single, () => {
          keep(key, state, single);
          rows.querySelectorAll("li").forEach((each) => each.refresh());
          tell();
        });
        ap.clear(rows).append(...state.communes.map(row));
        if (!single && (state.codes.length || state.maybe.length)) keep(key, state, single);
        tell();
      } catch (error) {
        if (!(error instanceof ap.network.NoAnswer) && !(error instanceof TypeError)) throw error;
        ap.clear(problem).append(say("map_missing"), button(say("retry"), "plain", fill));
      }
    }
    if (single) state.codes = draft.place_code ? [draft.place_code] : [];
    fill();
    return { node, leave: top.leave, update: top.update };
  };

  function chooseLevel(state) {
    const group = make("div", "pair levels");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("draw_levels"));
    const made = ["sure", "maybe"].map((level) =>
      button(say("draw_" + level), "plain", () => {
        state.level = level;
        refresh();
      })
    );
    const refresh = () => made.forEach((each, rank) => each.setAttribute("aria-pressed", String(rank === (state.level === "sure" ? 0 : 1))));
    refresh();
    group.append(...made);
    return group;
  }

  function makeRow(commune, state, single, changed) {
    const { code, name } = commune.properties;
    const tick = make("input");
    tick.type = single ? "radio" : "checkbox";
    tick.name = "commune";
    tick.value = code;
    const mark = make("span", "row-mark");
    const row = make("li", "", make("label", "row", tick, make("span", "row-name", name), mark));
    row.dataset.words = plain(name);
    row.refresh = () => {
      const perhaps = state.maybe.includes(code);
      tick.checked = perhaps || state.codes.includes(code);
      mark.textContent = perhaps ? say("draw_maybe") : "";
    };
    row.refresh();
    tick.addEventListener("change", () => {
      const without = (codes) => codes.filter((each) => each !== code);
      const level = state.level === "sure" ? "codes" : "maybe";
      Object.assign(state, { codes: single ? [] : without(state.codes), maybe: without(state.maybe) });
      if (tick.checked) state[level] = state[level].concat(code);
      changed();
    });
    return row;
  }

  /* Show the communes whose name holds some words; how many, null without words. */
  function filter(rows, words) {
    const wanted = plain(words.trim());
    const listed = Array.from(rows.children);
    listed.forEach((row) => { row.hidden = !row.dataset.words.includes(wanted); });
    return wanted ? listed.filter((row) => !row.hidden).length : null;
  }

  /* A place given by its commune stands in the middle of it. */
  function keep(key, state, single) {
    if (!single) {
      memory.keepDraft(key, Object.assign({ way: "list" }, choice(state.communes, state.codes, state.maybe)));
      return;
    }
    const commune = state.communes.find((each) => each.properties.code === state.codes[0]);
    const { label, name } = commune.properties;
    const drawing = { place: label, geometry: null, maybe: null, commune_codes: [], method: null, unfinished: [] };
    memory.keepDraft(key, { way: "list", place_code: state.codes[0], chosen: name, drawing });
  }

  ap.choice = choice;
})();

/* Coming in: the notice before anything is given, then the college, then a name if one wishes. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, button, memory } = ap;
  // The server wrote this screen: it is shown before any script has arrived.
  const welcome = document.querySelector("#screen > .page");

  ap.screens.welcome = () => {
    const start = welcome.querySelector("[data-way=start]");
    start.onclick = (event) => {
      event.preventDefault();
      memory.keepPerson({ noticed: true });
      ap.go("who");
    };
    // A link, so that it answers before the scripts are here; a button to who presses the bar.
    start.onkeydown = (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      start.click();
    };
    welcome.querySelector("[data-way=code]").onclick = (event) => {
      event.preventDefault();
      ap.go("code");
    };
    return { node: welcome };
  };

  ap.screens.who = ({ again }) => {
    const speaker = memory.person() || {};
    const choices = ap.room.colleges.map((college) => {
      const dot = make("span", "dot");
      dot.style.backgroundColor = college.color;
      const choice = button("", "choice", () => choose(college, again));
      choice.append(dot, make("span", "choice-name", college.name));
      if (college.id === speaker.college_id) choice.setAttribute("aria-pressed", "true");
      return choice;
    });
    const list = make("div", "choices", ...choices);
    return { node: ap.calm(say("who"), say("who_why"), [list]) };
  };

  function choose(college, again) {
    memory.keepPerson({ college_id: college.id, joined: false });
    if (ap.room.rounds.length && !ap.room.rounds.some((round) => round.pseudonyms)) enter(again);
    else ap.go("name", { again });
  }

  ap.screens.name = ({ again }) => {
    const speaker = memory.person();
    const { label, input } = ap.field("input", "name", say("name_field"), speaker.label);
    input.maxLength = 60;
    const names = say("names").split(",").map((name) => name.trim());
    const offer = button(say("name_offer"), "link", () => {
      input.value = names[Math.floor(Math.random() * names.length)];
      refresh();
    });
    const next = button("", "main", () => {
      memory.keepPerson({ label: input.value.trim(), joined: false });
      enter(again);
    });
    function refresh() {
      next.textContent = input.value.trim() ? say("next") : say("name_none");
    }
    input.addEventListener("input", refresh);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") next.click(); });
    refresh();
    const title = ap.kiosk ? say("name_group") : say("name");
    return { node: ap.calm(title, say("name_why"), [label, input, offer], [next]) };
  };

  /* To the only question that waits, else to the list of them. */
  function enter(again) {
    const { device } = memory.person();
    ap.queue.join(device).catch(() => ap.tell("offline"));
    const waiting = ap.toAnswer();
    if (!again && waiting.length === 1) {
      ap.home(true);
      ap.startAnswer(waiting[0].id);
    } else ap.home(true);
  }

  ap.screens.code = () => {
    const { label, input } = ap.field("input", "code", say("code_field"), "");
    input.className += " code";
    input.maxLength = 12;
    input.autocapitalize = "characters";
    input.spellcheck = false;
    const problem = make("p", "problem");
    problem.setAttribute("role", "alert");
    const open = button(say("code_open"), "main", async () => {
      const code = input.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
      open.disabled = true;
      problem.textContent = "";
      try {
        const found = await ap.queue.fetchMine({ code });
        memory.keepPerson({ noticed: true });
        found.forEach((each) => ap.keepFound(each, code));
        ap.go("mine", {}, true);
      } catch (error) {
        problem.textContent = error instanceof ap.network.NoAnswer ? say("offline_code") : error.message;
        open.disabled = false;
        input.focus();
      }
    });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") open.click(); });
    return { node: ap.calm(say("code_title"), say("code_why"), [label, input, problem], [open]), focus: input };
  };
})();

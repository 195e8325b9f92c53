/* One screen at a time. The way back is the browser's own; a reload finds the same screen. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { say, make, clear } = ap;
  const main = document.getElementById("screen");
  const said = document.getElementById("said");
  const DOUBLE_MS = 500;
  let drawnAt = 0;
  let shown = { name: "", params: {}, leave: null, update: null };

  /* Go to a screen. ``replace``: the way back skips the screen that is left. */
  function go(name, params, replace) {
    const state = { name, params: params || {} };
    if (replace || !shown.name) history.replaceState(state, "");
    else history.pushState(state, "");
    draw(state);
  }

  function draw({ name, params }) {
    if (shown.leave) shown.leave();
    const wanted = ap.room_is_gone && name !== "gone" && name !== "copy" ? "gone" : name;
    const made = ap.screens[wanted](params);
    if (!made) return;
    clear(main).append(made.node);
    main.className = "screen screen-" + wanted;
    document.body.className = made.wide ? "wide" : "";
    shown = { name: wanted, params, leave: made.leave || null, update: made.update || null };
    drawnAt = Date.now();
    ap.tell("screen");
    const title = main.querySelector("h1");
    document.title = (title ? title.textContent + " · " : "") + ap.page.title;
    window.scrollTo(0, 0);
    if (made.focus) made.focus.focus();
    else if (title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
  }

  /* Draw the same screen again, where it is a plain picture of what is known. */
  function redraw() {
    if (shown.update) shown.update();
  }

  function home(replace) {
    go("home", {}, replace);
  }

  /* Say something to who listens instead of looking. */
  function announce(words) {
    said.textContent = "";
    window.requestAnimationFrame(() => { said.textContent = words; });
  }

  function heading(words, lead) {
    return make("header", "heading", make("h1", "", words), lead ? make("p", "lead", lead) : null);
  }

  /* The parts of a calm screen: what is said, then the ways on, always at the same place. */
  function calm(title, lead, body, ways) {
    const node = make("div", "page", title ? heading(title, lead) : null, ...body);
    if (ways && ways.length) node.append(make("div", "ways", ...ways));
    return node;
  }

  /* Two taps to undo what matters: the button asks, then does. */
  function asking(words, question, className, action) {
    const box = make("div", "asking");
    const first = ap.button(words, className, () => {
      box.classList.add("open");
      clear(box).append(
        make("p", "ask", question),
        make("div", "pair", ap.button(say("yes"), "plain alert", action), ap.button(say("no"), "plain", back))
      );
      box.querySelector("button").focus();
    });
    function back() {
      box.classList.remove("open");
      clear(box).append(first);
      first.focus();
    }
    box.append(first);
    return box;
  }

  /* The second tap of two is not meant for the screen that the first one brought. */
  window.addEventListener("click", (event) => {
    if (event.detail < 2 || Date.now() - drawnAt > DOUBLE_MS) return;
    event.stopPropagation();
    event.preventDefault();
  }, true);

  window.addEventListener("popstate", (event) => {
    if (event.state && event.state.name) draw(event.state);
  });

  Object.assign(ap, { go, redraw, home, announce, calm, asking, shown: () => shown });
})();

/* The mark of data on their way: a small ring that turns, and a word for screen readers. */
(function () {
  "use strict";
  const am = window.animmap;
  /* Most data come sooner: a mark that blinks would say less than none. */
  const PATIENCE_MS = 300;

  function addWaiting(state) {
    const box = am.element("div", "am-waiting");
    box.setAttribute("role", "status");
    box.append(am.element("i", "am-ring"), am.element("span", "am-heard"));
    box.firstChild.setAttribute("aria-hidden", "true");
    state.map.getContainer().appendChild(box);
    state.waiting = { box, timer: 0 };
    told(state, "");
  }

  function showWaiting(state, waits) {
    const { waiting } = state;
    if (!waits) {
      clearTimeout(waiting.timer);
      waiting.timer = 0;
      told(state, "");
    } else if (!waiting.timer) {
      waiting.timer = setTimeout(() => told(state, state.config.labels.loading), PATIENCE_MS);
    }
  }

  /* The box stays: screen readers only hear what changes in a region they already know. */
  function told(state, text) {
    const { box } = state.waiting;
    box.lastChild.textContent = text;
    box.classList.toggle("am-shown", Boolean(text));
    state.map.getContainer().setAttribute("aria-busy", String(Boolean(text)));
  }

  Object.assign(am, { addWaiting, showWaiting });
})();

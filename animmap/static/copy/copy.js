/* One button: the address of the page as it is now, view of the map included, on the clipboard. */
(function () {
  "use strict";
  const REST_MS = 2500;
  const { part, follow, fit, steady } = window.component;
  let words = null;
  let waiting = 0;

  function show(name) {
    part("label").textContent = words[name];
  }

  /* Over plain http, as in a hall, browsers offer no clipboard but to a selection. */
  async function put(text) {
    try {
      await window.parent.navigator.clipboard.writeText(text);
      return true;
    } catch {
      const held = document.createElement("textarea");
      held.value = text;
      document.body.append(held);
      held.select();
      const done = document.execCommand("copy");
      held.remove();
      part("copy").focus();
      return done;
    }
  }

  part("copy").addEventListener("click", async () => {
    const name = (await put(window.parent.location.href)) ? "copied" : "failed";
    show(name);
    part("told").textContent = words[name];
    clearTimeout(waiting);
    waiting = setTimeout(() => show("copy"), REST_MS);
  });

  follow((wanted) => {
    words = wanted;
    /* As high as the buttons beside it, whatever size the page gives to letters. */
    document.documentElement.style.fontSize = getComputedStyle(window.parent.document.documentElement).fontSize;
    part("copy").title = words.help;
    if (!waiting) show("copy");
    fit(part("copy").offsetHeight);
    steady();
  });
})();

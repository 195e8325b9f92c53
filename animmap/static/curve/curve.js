/* The threshold chosen on its curve: by a click, a finger, or the arrow keys.
   The whole plot is one slider, so that the browser and screen readers know it as such. */
(function () {
  "use strict";
  const PAUSE_MS = 150;
  const { part, follow, choose, steady } = window.component;
  let asked = null;
  let chosen = 0;
  let waiting = 0;

  function fit() {
    window.component.fit(document.body.scrollHeight + 8);
  }

  /* Where the plot stands in the picture, as parts of its sides. */
  function place() {
    const { left, right, top, bottom, voices } = asked;
    const width = 1 - left - right;
    const box = { left: left, top: top, width: width, height: 1 - top - bottom };
    Object.keys(box).forEach((side) => { part("count").style[side] = 100 * box[side] + "%"; });
    part("mark").style.top = 100 * top + "%";
    part("mark").style.height = 100 * box.height + "%";
    part("mark").style.left = 100 * (left + width * chosen / voices) + "%";
  }

  function show(count) {
    chosen = Math.max(1, Math.min(count, asked.voices));
    part("count").value = chosen;
    part("count").setAttribute("aria-valuetext", asked.told[chosen - 1]);
    part("told").textContent = asked.told[chosen - 1];
    place();
  }

  function hear() {
    show(Number(part("count").value));
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = 0;
      choose({ count: chosen });
    }, PAUSE_MS);
  }

  function render(wanted) {
    asked = wanted;
    part("picture").alt = wanted.alt;
    if (part("picture").src !== wanted.picture) part("picture").src = wanted.picture;
    part("count").max = wanted.voices;
    part("count").setAttribute("aria-label", wanted.label);
    if (!waiting) show(wanted.count);
    fit();
  }

  part("count").addEventListener("input", hear);
  part("count").addEventListener("focus", () => part("plot").classList.add("focused"));
  part("count").addEventListener("blur", () => part("plot").classList.remove("focused"));
  part("picture").addEventListener("load", () => {
    fit();
    steady();
  });
  window.addEventListener("resize", fit);
  follow(render);
})();

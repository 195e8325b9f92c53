/* Names the part of the page that holds this script. As long as it is wider than the screen, the
   tab key stops there and the arrows scroll it. */
(function () {
  "use strict";
  const { region, name } = document.currentScript.dataset;
  const part = document.currentScript.closest(`.st-key-${region}`);
  part.setAttribute("role", "region");
  part.setAttribute("aria-label", name);
  const fit = () => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  };
  new ResizeObserver(fit).observe(part);
  fit();
})();

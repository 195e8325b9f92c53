/* Keyboard, clicker and the bar that comes with the pointer: all do the same few things. */
import { SAME, STEPS, stepName } from "./panel.js";
import { config, el, put, say, show } from "./text.js";
import { hasPlan, isPlanShown, togglePlan, watchPlan } from "./tiles.js";

const READINGS = ["raw", "equal", "class", "difference", "everyone", "consensus", "within", "between"];
const ON_BAR = READINGS.slice(0, 3);
const REST_MS = 3000;
const ZOOM = 1.4;

/** What can be done, by name; each is given what the wall shows. */
function actions(scene, view, help) {
  const now = () => scene.shown();
  /* The threshold of a screen may stand between two steps: go on to the next one. */
  const step = (by) => {
    const { share } = now();
    const further = STEPS.filter((each) => (each - share) * by > SAME);
    if (further.length) scene.show({ share: by > 0 ? further[0] : further[further.length - 1] });
  };
  return {
    next: () => scene.go("next"),
    back: () => scene.go("back"),
    more: () => step(1),
    less: () => step(-1),
    colleges: () => scene.show({ by_college: !now().by_college }),
    debate: () => scene.show({ debate: (now().debate + 1) % (Number(document.body.dataset.debates || 0) + 1) }),
    theme: () => scene.show({ dark: !now().dark }),
    plan: () => hasPlan && togglePlan(),
    full: () => fillScreen(),
    nearer: () => view.zoomBy(ZOOM),
    farther: () => view.zoomBy(1 / ZOOM),
    whole: () => view.reset(),
    help: () => help.toggleAttribute("open"),
    close: () => help.removeAttribute("open"),
    ...Object.fromEntries(READINGS.map((reading) => [reading, () => scene.show({ readings: toggled(now().readings, reading) })])),
  };
}

/** The readings side by side once one is pressed; the last one left stays. */
function toggled(readings, pressed) {
  const kept = READINGS.filter((reading) => readings.includes(reading) !== (reading === pressed));
  return kept.length ? kept : [pressed];
}

const KEYS = {
  PageDown: "next", ArrowRight: "next", " ": "next", Enter: "next",
  ...Object.fromEntries(READINGS.map((reading, rank) => [rank + 1, reading])),
  PageUp: "back", ArrowLeft: "back", Backspace: "back",
  ArrowUp: "more", ArrowDown: "less",
  c: "colleges", s: "debate", d: "theme", p: "plan", f: "full", "+": "nearer", "=": "nearer", "-": "farther", 0: "whole",
  h: "help", "?": "help", Escape: "close",
};
const BUTTONS = ["back", "next", "raw", "equal", "class", "less", "more", "colleges", "debate", "theme", "plan", "full", "help"];

function fillScreen() {
  const top = window.top.document;
  const wanted = (page) => page.documentElement.requestFullscreen();
  if (document.fullscreenElement || top.fullscreenElement) return (document.fullscreenElement ? document : top).exitFullscreen();
  return wanted(document).catch(() => wanted(top)).catch(() => {});
}

/** Listen to keys, clicker and pointer; return what keeps the bar true. */
export function takeKeys(scene, view, stage) {
  const help = makeHelp();
  const does = actions(scene, view, help);
  const { bar, refresh } = makeBar(does);
  document.body.append(bar, help);
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest && event.target.closest("button, a");
    if (onButton && (event.key === " " || event.key === "Enter")) return;
    const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name) return;
    event.preventDefault();
    if (!event.repeat || name === "more" || name === "less") does[name]();
  });
  takePointer(view, stage);
  window.focus();
  return refresh;
}

function makeBar(does) {
  const buttons = new Map(BUTTONS.map((name) => {
    const button = el("button", "", say(`do_${name}`));
    button.type = "button";
    button.addEventListener("click", () => does[name]());
    return [name, button];
  }));
  const plan = buttons.get("plan");
  const pressPlan = () => plan.setAttribute("aria-pressed", isPlanShown());
  show(plan, hasPlan);
  watchPlan(pressPlan);
  pressPlan();
  const leave = el("a", "", say("do_leave"));
  leave.href = config.leave;
  leave.target = "_top";
  const step = el("span", "step");
  const bar = el("nav", "bar-controls", [...buttons.values(), step, leave]);
  buttons.get("less").after(step);
  bar.setAttribute("aria-label", say("controls"));
  let rest = 0;
  window.addEventListener("pointermove", () => {
    document.body.classList.add("led");
    clearTimeout(rest);
    rest = setTimeout(() => document.body.classList.remove("led"), REST_MS);
  });
  return { bar, refresh: (shown) => refresh(shown, buttons, step) };
}

function refresh(shown, buttons, step) {
  const explores = shown.screen === "explore";
  [...ON_BAR, "less", "more", "colleges", "debate"].forEach((name) => show(buttons.get(name), explores));
  show(step, explores);
  put(step, stepName(shown.share || 0));
  ON_BAR.forEach((reading) => buttons.get(reading).setAttribute("aria-pressed", shown.readings.includes(reading)));
  buttons.get("colleges").setAttribute("aria-pressed", shown.by_college);
  buttons.get("theme").setAttribute("aria-pressed", shown.dark);
}

function makeHelp() {
  const rows = [["→ ␣", "do_next"], ["←", "do_back"], ["1 2 3", "help_readings"], ["4 5 6 7 8", "help_more"],
    ["↑ ↓", "help_share"],
    ["C", "do_colleges"], ["S", "do_debate"], ["+ − 0", "help_zoom"], ["D", "do_theme"], ...(hasPlan ? [["P", "do_plan"]] : []), ["F", "do_full"], ["H", "do_help"]];
  const list = el("dl", "", rows.flatMap(([keys, name]) => [el("dt", "", keys), el("dd", "", say(name))]));
  const box = el("dialog", "help", [el("h2", "", say("help")), list]);
  box.setAttribute("aria-label", say("help"));
  return box;
}

/** Wheel and drag move the maps, all together. */
function takePointer(view, stage) {
  let held = null;
  const mapUnder = (event) => stage().find(({ node }) => node.contains(event.target));
  window.addEventListener("wheel", (event) => {
    const map = mapUnder(event);
    if (!map) return;
    const { x, y } = map.placeAt(event.clientX, event.clientY);
    view.zoomBy(event.deltaY < 0 ? 1.2 : 1 / 1.2, x, y);
  }, { passive: true });
  window.addEventListener("pointerdown", (event) => {
    const map = mapUnder(event);
    held = map ? { map, ...at(map, event) } : null;
  });
  window.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons || view.zoom === 1) return;
    const here = at(held.map, event);
    view.set(view.x + held.x - here.x, view.y + held.y - here.y, view.zoom);
  });
  window.addEventListener("pointerup", () => { held = null; });
}

function at(map, event) {
  const { x, y } = map.placeAt(event.clientX, event.clientY);
  return { x, y };
}

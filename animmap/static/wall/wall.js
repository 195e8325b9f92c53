/* The wall: one screen at a time, swapped softly, never blank and never moving by itself. */
import { COMPARED, Refusal, loadBase, ofRound } from "./data.js";
import { Plane, View } from "./geo.js";
import { Join, Progress, Words } from "./hall.js";
import { takeKeys } from "./keys.js";
import { isCalm } from "./look.js";
import { Scene } from "./scene.js";
import { Stage } from "./stage.js";
import { clock, config, el, put, say, show } from "./text.js";

const SWAP_MS = 450;
const RETRY_MS = 1000;
const plane = new Plane(config.bounds);
const view = new View();
const page = document.getElementById("wall");
const rehearsal = page.appendChild(el("p", "rehearsal"));
const foot = page.appendChild(el("p", "foot"));
const timer = page.appendChild(el("p", "timer"));
const comparing = page.appendChild(el("p", "comparing"));
const notice = page.appendChild(el("p", "notice"));
timer.setAttribute("role", "timer");
notice.setAttribute("role", "alert");
comparing.setAttribute("role", "status");
[rehearsal, timer, comparing, notice].forEach((node) => { node.hidden = true; });

view.watchers.add(() => { page.dataset.view = [view.x, view.y, view.zoom].map((each) => each.toFixed(2)); });

let screen = null;
let key = "";
let before = null;
let themed = null;
let refresh = () => {};

/** Which screen tells a scene: what is hidden is only counted, whatever is asked. */
function kindOf({ screen: asked, round }) {
  if (!round || asked === "join") return Join;
  if (asked === "progress" && round.about_zone) return Stage; /* the zone that is asked about is no secret */
  const hidden = round.blind && round.state !== "revealed";
  const mapless = round.kind === "words" && asked !== "decision";
  if (asked === "progress" && (hidden || mapless || !round.kind)) return Progress;
  if (hidden && asked !== "decision") return Progress;
  return mapless ? Words : Stage;
}

function swap(Kind) {
  const [old, made] = [screen, new Kind({ plane, view })];
  screen = made;
  page.prepend(made.node);
  if (!old) return;
  old.leave();
  if (isCalm()) {
    old.node.remove();
    return;
  }
  old.node.inert = true;
  const fading = old.node.animate([{ opacity: 1 }, { opacity: 0 }], { duration: SWAP_MS, easing: "ease-in-out" });
  fading.onfinish = () => old.node.remove();
}

async function showScene(scene) {
  dress(scene);
  refresh(scene);
  const Kind = kindOf(scene);
  const wanted = `${Kind.name} ${scene.round && Kind !== Join ? scene.round.id : ""}`;
  if (wanted !== key) {
    key = wanted;
    swap(Kind);
  }
  const past = before;
  before = scene;
  document.documentElement.dataset.screen = scene.screen;
  try {
    await screen.update(scene, past);
    await countDebates(scene);
    if (before !== scene) return;
    show(comparing, false);
    document.documentElement.dataset.steady = `${scene.version}.${scene.revision}`;
  } catch (trouble) {
    again(scene, trouble);
  }
}

/** Data that did not come are asked for again, unless they are refused. */
function again(scene, trouble) {
  const lost = trouble instanceof TypeError && /fetch|network|load/i.test(trouble.message);
  if (!lost && !(trouble instanceof Refusal)) throw trouble;
  if (before === scene) tellCompared(trouble);
  if (lost || trouble.status !== 403) setTimeout(() => before === scene && showScene(scene), RETRY_MS);
}

/** While a large round is compared, say how far it is. */
function tellCompared({ code, percent }) {
  show(comparing, code === COMPARED);
  if (code === COMPARED) put(comparing, say("comparing", { percent }));
}

/** How many debated zones there are to point at. */
async function countDebates(scene) {
  if (scene.screen !== "explore" || !scene.voices || kindOf(scene) !== Stage) return;
  const { features } = await ofRound(scene, "debates.json");
  document.body.dataset.debates = features.length;
}

function dress(scene) {
  const theme = scene.dark ? "dark" : "bright";
  if (theme !== themed) {
    document.documentElement.dataset.theme = themed = theme;
    view.set(view.x, view.y, view.zoom); /* maps are drawn again in the colours of the room */
  }
  show(rehearsal, scene.rehearsal);
  put(rehearsal, scene.rehearsal ? say("rehearsal", { n: scene.rehearsal }) : "");
  put(foot, [...new Set([scene.project.fictional ? say("fictional") : "", scene.project.name, scene.workshop.name])].filter(Boolean).join(" · "));
}

const scene = new Scene(showScene, (trouble, refused) => {
  if (refused && screen) {
    screen.leave();
    screen.node.remove();
    screen = null;
    key = "";
    before = null;
    [rehearsal, timer].forEach((node) => show(node, false));
    put(foot, "");
  }
  show(notice, trouble);
  if (trouble) put(notice, trouble.code ? trouble.message : say("lost"));
});

function tick() {
  const { round } = scene.told || {};
  const left = round && (round.deadline
    ? (Date.parse(round.deadline) - Date.now() - scene.offset) / 1000
    : round.state === "paused" ? round.seconds_left : null);
  const timed = left !== null && left !== undefined && ["open", "paused"].includes(round.state);
  show(timer, timed && ["progress", "join"].includes(scene.shown().screen));
  put(timer, timed ? clock(left) : "");
  timer.classList.toggle("over", Boolean(timed && left <= 0));
}

if (!config.preview) refresh = takeKeys(scene, view, () => (screen && screen.maps ? [...screen.maps.values()].map(({ map }) => map) : []));
document.fonts.ready.then(() => view.set(view.x, view.y, view.zoom));
loadBase(plane).catch(() => {}); /* asked for again by the first map */
setInterval(tick, 250);
scene.start();

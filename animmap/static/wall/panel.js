/* The words beside the maps: question, colleges, legends, curve, debates, portrait, decisions. */
import { area, config, count, el, percent, say } from "./text.js";
import { dashOf, dressCell, inRoom, patternOf } from "./look.js";
import { swatch } from "./marks.js";

const LONG_QUESTION = 80;
const CLASSES = ["core", "shared", "debated", "edge"];
export const STEPS = [0, 1 / 3, 1 / 2, 2 / 3, 1];
const STEP_NAMES = ["any", "third", "half", "two_thirds", "all"];
const MOST_SAID = 8;
const TIGHTER = [0, 1, 2];
const SVG = "http://www.w3.org/2000/svg";

export const SAME = 1e-6;
/** Readings that a share is asked of. */
export const SHARED = ["raw", "equal", "everyone", "consensus"];

/** The name of a threshold: a step by its words, any other by its percentage. */
export function stepName(share) {
  const rank = stepOf(share);
  if (Math.abs(STEPS[rank] - share) > SAME) return say("step_name_share", { share: percent(share) });
  return say(`step_name_${STEP_NAMES[rank]}`);
}

export const stepOf = (share) =>
  STEPS.reduce((best, step, rank) => (Math.abs(step - share) < Math.abs(STEPS[best] - share) ? rank : best), 0);

export function ask(question) {
  const title = el("h1", "question", question);
  title.classList.toggle("long", question.length > LONG_QUESTION);
  return title;
}

/** Colleges in the order of the démarche, with what tells each apart besides its colour. */
export function ranked(scene) {
  return scene.colleges.map((college, rank) => ({ ...college, rank, dash: dashOf(rank) }));
}

/** One row a college: mark, name, number, bar; partners read small colleges in one, the last. */
export function tally(scene, { of = "voices", mark = "bars" } = {}) {
  const rows = ranked(scene).filter((college) => college[of] !== null);
  if (scene.together) rows.push({ ...scene.together, name: say("small_colleges") });
  const most = Math.max(1, ...rows.map((college) => college[of]));
  const list = el("ul", `tally ${mark}`, rows.map((college) => {
    const told = [el("span", "name", college.name), el("b", "", count(college[of]))];
    if (mark === "bars") told.push(gauge(college[of] / most, college.color, college.id ? patternOf(college.rank) : ""));
    else told.unshift(college.id ? swatch(college, mark) : el("span")); /* several have no one mark */
    return el("li", college[of] ? "" : "silent", told);
  }));
  list.style.setProperty("--columns", rows.length < 6 ? rows.length : Math.ceil(rows.length / 2));
  return list;
}

function gauge(part, color, pattern = "") {
  const bar = el("i", `bar ${pattern}`);
  bar.style.setProperty("--part", part);
  bar.style.setProperty("--color", inRoom(color));
  return bar;
}

export function total(number, name) {
  const line = el("p", "total", [el("b", "", count(number)), el("span", "", say(name, { n: number }))]);
  return line;
}

/** How many have answered: voices who drew, answers where one may give several. */
export function given({ round, voices }) {
  return total(voices, ["places", "words"].includes(round.kind) ? "answers" : "voices");
}

/** The ramp of agreement, from one voice to all, or the classes with their hatch and area. */
export function legend(readings) {
  const parts = [];
  const ramps = readings.filter((reading) => SHARED.includes(reading));
  const scale = (title, colors, ends) => parts.push(el("div", "ramp", [
    el("h2", "", title),
    el("div", "cells", colors.map((color) => dressCell(el("i"), { color }))),
    el("div", "ends", ends.map((end) => el("span", "", say(end)))),
  ]));
  if (ramps.length) {
    scale(say(ramps.length === 1 ? `ramp_${ramps[0]}` : "ramp_both"), config.ramp, ["ramp_low", "ramp_high"]);
  }
  if (readings.includes("difference")) {
    scale(say("ramp_difference"), config.shift, ["shift_less", "shift_same", "shift_more"]);
  }
  ["within", "between"].filter((reading) => readings.includes(reading)).forEach((reading) =>
    scale(say(`ramp_${reading}`), config.differ, ["differ_low", "differ_high"]));
  if (readings.includes("class")) {
    parts.push(el("ul", "classes", CLASSES.map((klass) => {
      const cell = dressCell(el("i"), { color: config.classes[klass], class: klass });
      return el("li", "", [cell, el("span", "", say(`class_${klass}`))]);
    })));
  }
  return el("div", "legend", parts);
}

/** "Included by two thirds of the voices: 812 km²", a line a rule. */
export function reach(scene, curve) {
  const rules = scene.readings.filter((reading) => reading === "raw" || reading === "equal");
  const lines = (rules.length && scene.share > SAME ? rules : ["raw"]).map((rule) => {
    const at = curve.steps.find(({ share }) => share > scene.share - SAME);
    const told = scene.share > SAME && at ? areaOf(at, rule) : areaOf(curve, "union");
    return el("p", "reach", [el("span", "", reached(rule, scene.share, curve.voices)), el("b", "", told)]);
  });
  return el("div", "reaches", lines);
}

/** An area as it is known: exact, or read from a grid between two bounds, rounded outwards. */
export function areaOf(facts, name) {
  const [about, least, most] = ["km2", "least_km2", "most_km2"].map((each) => facts[`${name}_${each}`]);
  if (least === undefined) return area(about);
  return say("about", { area: area(about), least: area(least, Math.floor), most: area(most, Math.ceil) });
}

function reached(rule, share, voices) {
  const step = stepOf(share);
  if (Math.abs(STEPS[step] - share) <= SAME) return say(`step_${rule}_${STEP_NAMES[step]}`);
  return say(`reach_${rule}`, { k: Math.ceil(share * voices - SAME), n: voices, share: percent(share) });
}

/** Area against the share that is asked for: what is lost by asking more. */
export function drawCurve(scene, curve) {
  const [width, height, foot] = [400, 124, 10];
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height + foot}`, role: "img", class: "curve" });
  svg.setAttribute("aria-label", say("curve"));
  const top = curve.union_km2 || 1;
  const x = (share) => 4 + share * (width - 8);
  const y = (km2) => height - (km2 / top) * (height - 14);
  const line = (rule) => curve.steps.reduce(
    (path, step, rank) => `${path} L ${x(rank ? curve.steps[rank - 1].share : 0)} ${y(step[rule])} L ${x(step.share)} ${y(step[rule])}`,
    `M ${x(0)} ${y(curve.steps[0][rule])}`
  );
  svg.append(shape("path", { d: `M 0 ${height} H ${width}`, class: "axis" }));
  STEPS.slice(1).forEach((share) => svg.append(shape("path", { d: `M ${x(share)} ${height} v 6`, class: "axis" })));
  if (scene.readings.includes("equal")) svg.append(shape("path", { d: line("equal_km2"), class: "line equal" }));
  if (scene.readings.includes("raw") || !scene.readings.includes("equal")) {
    svg.append(shape("path", { d: line("raw_km2"), class: "line raw" }));
  }
  if (scene.share) svg.append(shape("path", { d: `M ${x(scene.share)} 4 V ${height}`, class: "here" }));
  const ends = el("div", "ends", [el("span", "", say("curve_low")), el("span", "", say("curve_high"))]);
  return spare(el("figure", "figure", [el("h2", "", say("curve")), svg, ends]), 3);
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
}

/** What a panel too full may leave out, the highest rank first. */
function spare(node, rank) {
  node.dataset.spare = rank;
  return node;
}

const overflows = (node) => node.scrollHeight > node.clientHeight + 1;

/** Bring many colleges and a long question closer together until the screen holds them. */
export function tighten(screen) {
  const parts = [screen, ...screen.querySelectorAll(".head, .tally")];
  TIGHTER.some((step) => {
    screen.dataset.tight = step;
    return !parts.some(overflows);
  });
}

export function tightenWhenResized(screen) {
  const watcher = new ResizeObserver(() => tighten(screen));
  watcher.observe(screen);
  return watcher;
}

/** Leave out what a panel has no room for, shorten, bring closer, so that nothing is cut. */
export function fit(words) {
  const spares = [...words.querySelectorAll("[data-spare]")].sort((one, other) => other.dataset.spare - one.dataset.spare);
  TIGHTER.some((step) => {
    words.dataset.tight = step;
    return [8, 6, 5, 4, 3, 2, 1].some((lines) => {
      words.style.setProperty("--lines", lines);
      spares.forEach((node) => { node.hidden = false; });
      spares.forEach((node) => { node.hidden = overflows(words); });
      return !overflows(words);
    });
  });
}

/** One debated zone: where, which colleges include it, the reasons of each side. */
export function tellDebate(facts) {
  const where = facts.communes.slice(0, 3).join(", ");
  const head = el("h2", "debate-title", [el("b", "disc", facts.number), el("span", "", where)]);
  const positions = facts.positions.map(({ college, color, share }) => el("li", "", [
    el("span", "name", college || say("small_colleges")), el("b", "", percent(share)), gauge(share, color),
  ]));
  return el("div", "debate", [
    head,
    el("ul", "tally", positions),
    side("for", facts.voices_for, facts.said_for),
    side("against", facts.voices_against, facts.said_against),
  ]);
}

function side(name, voices, said) {
  const words = said.slice(0, 2).map(({ text, college }) =>
    el("blockquote", "", [el("p", "", text), el("footer", "", college || say("small_colleges"))])
  );
  words.slice(1).forEach((each) => { each.dataset.spare = name === "for" ? 1 : 2; });
  if (!words.length) words.push(el("p", "quiet", say("no_reason")));
  return el("section", `side ${name}`, [el("h3", "", say(`voices_${name}`, { n: voices })), ...words]);
}

/** Who and what stands in the zone: living beings first. */
export function tellPortrait(told) {
  const dotted = (layer, color) => {
    const dot = el("i", `dot ${layer}`);
    dot.style.setProperty("--color", inRoom(color));
    return dot;
  };
  const layers = told.layers.map(({ layer, count: held, names, kinds }) => {
    const line = names.length ? el("p", "names", names.join(" · ")) : null;
    const own = kinds.map(({ labels, color }) => el("span", "", [dotted(layer, color), labels[config.language]]));
    const head = [dotted(layer, config.layers[layer]), el("span", "", say(`layer_${layer}`)), el("b", "", count(held))];
    return el("li", held ? "" : "silent", [el("h2", "", head), own.length ? el("p", "kinds", own) : null, line]);
  });
  return el("ul", "portrait", layers);
}

export function tellDecisions(scene, hasGround) {
  if (!scene.decisions.length) return el("p", "lead", say(hasGround ? "adopted" : "no_decision"));
  return el("ol", "decisions", scene.decisions.map((text) => el("li", "", text)));
}

/** What voices wrote at the places they gave, the latest last. */
export function tellPlaces(features) {
  const said = features.filter(({ properties }) => properties.words).slice(-MOST_SAID);
  return el("ul", "said-here", said.map(({ properties }, rank) => spare(el("li", "", properties.words), said.length - rank)));
}

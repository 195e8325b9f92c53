/* Colours and patterns of the wall, in a bright room or a dark one. A pattern always goes with
   a colour: dashes for outlines, hatches for areas and bars, shapes for places. */
import { config } from "./text.js";

const { DASHES, inkOn, patternFill } = window.animmap; /* map/patterns.js, loaded before */
const PATTERN_SCALE = 1.3;
const GROUNDS = {
  bright: { around: "#E3E9E6", land: "#FFFFFF", line: "#C9D1CE", edge: "#566570", ink: "#1D2B33", halo: "rgba(255, 255, 255, 0.88)" },
  dark: { around: "#0B1317", land: "#16222A", line: "#2F424D", edge: "#8FA0A9", ink: "#F4F6F3", halo: "rgba(11, 19, 23, 0.86)" },
};

export const isDark = () => document.documentElement.dataset.theme === "dark";
export const ground = () => (isDark() ? GROUNDS.dark : GROUNDS.bright);
export const dashOf = (rank) => DASHES[rank % DASHES.length];
export const patternOf = (rank) => `p${rank % 6}`;
export const isCalm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A colour of a college, legible on the ground of the room. */
export function inRoom(color) {
  return isDark() ? mixed(color, 0.42) : color;
}

function mixed(color, white) {
  const parts = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
  return `rgb(${parts.map((part) => Math.round(part + (255 - part) * white)).join(", ")})`;
}

/** The colour of an area of agreement: its step of the ramp, or its class. */
export function areaColor({ color, class: klass }) {
  if (!isDark()) return color;
  if (klass) return config.classes_dark[klass];
  const step = config.ramp.indexOf(color);
  return step < 0 ? color : config.ramp_dark[step];
}


/** The pattern of a step of a scale, or of a class. */
export const areaPattern = ({ color, class: klass }) =>
  (klass ? config.class_patterns[klass] : config.patterns[color]) || "";

/** The pattern of an area as the fill of a canvas, null for none. */
export function patternOn(context, { color, class: klass, pattern }) {
  return pattern ? patternFill(context, pattern, inkOn(areaColor({ color, class: klass })), PATTERN_SCALE) : null;
}

/** A cell of a legend bears the pattern of its step, drawn as on the map. */
export function dressCell(cell, step) {
  const color = areaColor(step);
  cell.style.backgroundColor = color;
  cell.style.color = inkOn(color);
  if (areaPattern(step)) cell.classList.add(`am-${areaPattern(step)}`);
  return cell;
}

/* What is written on a map of the wall: names of communes, numbers of zones, places given. */
import { ground, inRoom } from "./look.js";

const FONT = '"Atkinson Hyperlegible Next", Verdana, sans-serif';
const MOST_NAMES = 60;
const SHAPES = [
  null,
  [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
  [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]],
  [[-0.55, -1], [0.55, -1], [1.1, 0], [0.55, 1], [-0.55, 1], [-1.1, 0]],
  [[0, 1.2], [1.15, -0.85], [-1.15, -0.85]],
];

/** Pixels of a root em on the sheets: what is written is read from ten metres. */
function em(map) {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) * map.ratio;
}

function overlap(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

/** Names by population, each only where it covers nothing written before. */
export function drawNames(map, pen, taken) {
  const look = ground();
  const size = em(map) * 0.92;
  const matrix = map.matrix();
  const { width, height } = map.markSheet;
  pen.font = `500 ${size}px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  let written = 0;
  map.base.names.forEach(({ name, at }) => {
    if (written >= MOST_NAMES) return;
    const { x, y } = matrix.transformPoint(new DOMPoint(...at));
    const half = pen.measureText(name).width / 2 + size * 0.35;
    const box = [x - half, y - size * 0.8, x + half, y + size * 0.8];
    if (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height) return;
    if (taken.some((other) => overlap(box, other))) return;
    taken.push(box);
    written += 1;
    pen.strokeStyle = look.halo;
    pen.lineWidth = size * 0.28;
    pen.strokeText(name, x, y);
    pen.fillStyle = look.ink;
    pen.fillText(name, x, y);
  });
}

/** Numbers of the debated zones, on discs of ink; return the boxes they take. */
export function drawNumbers(map, pen) {
  const look = ground();
  const matrix = map.matrix();
  return map.numbers.map(({ number, at }) => {
    const { x, y } = matrix.transformPoint(new DOMPoint(...at));
    const chosen = number === map.chosen;
    const radius = em(map) * (chosen ? 1.25 : map.plain ? 0.9 : 0.72);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = look.ink;
    pen.fill();
    pen.strokeStyle = look.land;
    pen.lineWidth = 3 * map.ratio;
    pen.stroke();
    pen.fillStyle = look.land;
    pen.font = `700 ${radius * 1.25}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(String(number), x, y + radius * 0.06);
    return [x - radius, y - radius, x + radius, y + radius];
  });
}

/** Places that voices gave: a shape and a colour for each college. */
export function drawPlaces(map, pen) {
  const look = ground();
  const matrix = map.matrix();
  const radius = em(map) * (map.places.length > 80 ? 0.26 : 0.4);
  map.places.forEach(({ at, color, rank }) => {
    const { x, y } = matrix.transformPoint(new DOMPoint(...at));
    trace(pen, SHAPES[rank % SHAPES.length], x, y, radius);
    pen.fillStyle = inRoom(color);
    pen.fill();
    pen.strokeStyle = look.land;
    pen.lineWidth = 2 * map.ratio;
    pen.stroke();
  });
}

function trace(pen, corners, x, y, radius) {
  pen.beginPath();
  if (!corners) {
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], rank) => pen[rank ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
  pen.closePath();
}

/** The mark of a college as a small picture: the shape of its places, the dashes of its lines. */
export function swatch(college, kind) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  const make = (tag, attributes) => {
    const node = document.createElementNS(namespace, tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    svg.append(node);
  };
  if (kind === "places") {
    svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
    const corners = SHAPES[college.rank % SHAPES.length];
    const fill = inRoom(college.color);
    if (corners) make("polygon", { points: corners.map((corner) => corner.join(",")).join(" "), fill });
    else make("circle", { r: 1, fill });
    return svg;
  }
  svg.setAttribute("viewBox", "0 0 44 20");
  make("line", {
    x1: 2, x2: 42, y1: 10, y2: 10, stroke: inRoom(college.color), "stroke-width": 6,
    "stroke-dasharray": college.dash.map((dash) => dash * 0.9).join(" "),
  });
  return svg;
}

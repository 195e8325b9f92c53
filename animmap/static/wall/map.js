/* One map of the wall: sheets of canvas laid on each other, drawn again only when what they
   show changes. New areas are drawn aside, then cross-faded: the map is never blank. */
import { fitScale } from "./geo.js";
import { areaColor, dashOf, ground, inRoom, isCalm, patternOn } from "./look.js";
import { drawNames, drawNumbers, drawPlaces } from "./marks.js";
import { Plan, isPlanShown, planCredit, watchPlan } from "./tiles.js";

const SHEETS = ["ground", "plan", "areas", "areas", "lines", "marks"];
/* Asked every 300 ms, a wall that fades in 350 lets go of what is hidden well within a second. */
const FADE_MS = 350;
const DRAW_MS = 1000;
const PASSES = 5;

export class WallMap {
  constructor(plane, view, { label, names = true, plain = true }) {
    Object.assign(this, { plane, view, names, plain });
    this.node = document.createElement("div");
    this.node.className = "map";
    this.node.setAttribute("role", "img");
    this.node.setAttribute("aria-label", label);
    this.sheets = SHEETS.map((kind) => {
      const sheet = document.createElement("canvas");
      sheet.className = `sheet ${kind}`;
      this.node.append(sheet);
      return sheet;
    });
    this.ground = new Plan(plane);
    this.credit = this.node.appendChild(document.createElement("small"));
    this.credit.className = "credit";
    this.credit.textContent = planCredit;
    [this.groundSheet, this.planSheet, this.front, this.back, this.lineSheet, this.markSheet] = this.sheets;
    this.base = null;
    this.areas = this.before = [];
    this.lines = [];
    this.drawn = 0;
    this.zone = null;
    this.numbers = [];
    this.places = [];
    this.settled = Promise.resolve();
    this.redraw = () => this.drawAll();
    this.view.watchers.add(this.redraw);
    this.unwatch = watchPlan(this.redraw);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.node);
  }

  leave() {
    this.gone = true;
    this.watcher.disconnect();
    this.view.watchers.delete(this.redraw);
    this.unwatch();
  }

  resize() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [this.node.clientWidth * ratio, this.node.clientHeight * ratio].map(Math.round);
    if (!width || (this.front.width === width && this.front.height === height)) return;
    this.ratio = ratio;
    this.sheets.forEach((sheet) => Object.assign(sheet, { width, height }));
    this.drawAll();
  }

  /** From the plane to the pixels of the sheets. */
  matrix() {
    const { width, height } = this.front;
    const scale = fitScale(this.plane, width, height) * this.view.zoom;
    return new DOMMatrix([scale, 0, 0, scale, width / 2 - this.view.x * scale, height / 2 - this.view.y * scale]);
  }

  /** The place of the plane under a point of the page. */
  placeAt(clientX, clientY) {
    const box = this.node.getBoundingClientRect();
    const pixel = new DOMPoint((clientX - box.left) * this.ratio, (clientY - box.top) * this.ratio);
    return this.matrix().inverse().transformPoint(pixel);
  }

  drawAll() {
    if (!this.ratio) return;
    this.drawGround();
    this.ground.draw(this.planSheet, this.pen(this.planSheet), this.matrix());
    this.credit.hidden = !isPlanShown() || !planCredit;
    this.paintAreas(this.front, this.areas);
    this.paintAreas(this.back, this.before);
    this.drawLines();
    this.drawMarks();
  }

  pen(sheet) {
    const context = sheet.getContext("2d");
    context.clearRect(0, 0, sheet.width, sheet.height);
    return context;
  }

  placed(path) {
    const moved = new Path2D();
    moved.addPath(path, this.matrix());
    return moved;
  }

  setBase(base) {
    this.base = base;
    this.drawAll();
  }

  drawGround() {
    const look = ground();
    const pen = this.pen(this.groundSheet);
    pen.fillStyle = look.around;
    pen.fillRect(0, 0, this.groundSheet.width, this.groundSheet.height);
    if (!this.base) return;
    const outline = this.placed(this.base.outline);
    pen.fillStyle = look.land;
    pen.fill(outline, "evenodd");
    pen.strokeStyle = look.line;
    pen.lineWidth = 1.2 * this.ratio;
    pen.stroke(this.placed(this.base.communes));
  }

  /** The edge of the territory stays in sight under areas that cover it. */
  strokeTerritory(pen) {
    pen.globalAlpha = 0.6;
    pen.strokeStyle = ground().edge;
    pen.lineWidth = 1.6 * this.ratio;
    pen.stroke(this.placed(this.base.outline));
    pen.globalAlpha = 1;
  }

  /** Lay areas of agreement; those shown before fade into them. */
  setAreas(collection, { calm = false } = {}) {
    this.before = this.areas;
    this.areas = collection.features.map(({ geometry, properties }) => ({
      path: this.plane.path(geometry), properties,
    }));
    [this.front, this.back] = [this.back, this.front];
    this.node.dataset.areas = String(this.areas.length);
    if (!this.ratio) return;
    this.paintAreas(this.front, this.areas);
    this.settled = this.fade(calm || isCalm() ? 0 : FADE_MS);
  }

  fade(duration) {
    const play = (sheet, from, to, easing) => {
      sheet.getAnimations().forEach((each) => each.cancel());
      sheet.style.opacity = to;
      if (!duration) return null;
      return sheet.animate([{ opacity: from }, { opacity: to }], { duration, easing }).finished.catch(() => {});
    };
    return Promise.all([play(this.front, 0, 1, "ease-out"), play(this.back, 1, 0, "ease-in")]);
  }

  paintAreas(sheet, areas) {
    const pen = this.pen(sheet);
    pen.lineJoin = "round";
    areas.forEach(({ path, properties }) => {
      const area = this.placed(path);
      pen.globalAlpha = 0.86;
      pen.fillStyle = areaColor(properties);
      pen.fill(area, "evenodd");
      const pattern = patternOn(pen, properties);
      if (pattern) {
        pen.globalAlpha = 1;
        pen.fillStyle = pattern;
        pen.fill(area, "evenodd");
      }
      pen.globalAlpha = 0.9;
      pen.strokeStyle = ground().land;
      pen.lineWidth = this.ratio;
      pen.stroke(area);
    });
    pen.globalAlpha = 1;
  }

  /** Show sketches, all at once; `rankOf` gives the dashes of a college. */
  setLines(collection, rankOf) {
    this.lines = collection.features.map(({ geometry, properties }) => ({
      path: this.plane.path(geometry), color: properties.color, rank: rankOf(properties.college),
    }));
    this.drawn = this.lines.length;
    this.node.dataset.sketches = String(this.drawn);
    this.drawLines();
  }

  drawLines() {
    const pen = this.pen(this.lineSheet);
    this.lines.slice(0, this.drawn).forEach((line) => this.strokeLine(pen, line, 1));
  }

  strokeLine(pen, { path, color, rank }, alpha) {
    const outline = this.placed(path);
    pen.globalAlpha = alpha;
    pen.strokeStyle = inRoom(color);
    pen.lineWidth = 3 * this.ratio;
    pen.lineJoin = "round";
    pen.setLineDash(dashOf(rank).map((dash) => dash * 1.4 * this.ratio));
    pen.stroke(outline);
    pen.globalAlpha = alpha * Math.min(0.05, 1 / this.lines.length); /* many together stay clear */
    pen.fillStyle = inRoom(color);
    pen.fill(outline, "evenodd");
    pen.globalAlpha = 1;
    pen.setLineDash([]);
  }

  /** Draw the sketches one by one, each fading in; resolves once the last one is there. */
  unfold(collection, rankOf) {
    this.lineSheet.style.opacity = 1;
    this.setLines(collection, rankOf);
    const lines = this.lines;
    if (isCalm() || lines.length < 2 || !this.ratio) return Promise.resolve();
    this.drawn = 0;
    const pen = this.pen(this.lineSheet);
    const wait = (DRAW_MS - PASSES * 40) / lines.length;
    const started = performance.now();
    const passes = lines.map(() => 0);
    return new Promise((done) => {
      const step = (now) => {
        if (this.gone || this.lines !== lines) return done();
        const past = now - started;
        lines.forEach((line, rank) => {
          const due = Math.min(PASSES, Math.floor((past - rank * wait) / 40));
          for (; passes[rank] < due; passes[rank] += 1) this.strokeLine(pen, line, 0.4);
          if (passes[rank] === PASSES) this.drawn = Math.max(this.drawn, rank + 1);
        });
        if (this.drawn < lines.length) requestAnimationFrame(step);
        else done();
      };
      requestAnimationFrame(step);
    });
  }

  /** Let the sketches melt into what they agree on, or take them away at once. */
  melt(duration) {
    const sheet = this.lineSheet;
    const end = () => { this.lines = []; this.drawn = 0; this.drawLines(); sheet.style.opacity = 1; };
    if (isCalm() || !duration) return Promise.resolve(end());
    sheet.style.opacity = 0;
    return sheet.animate([{ opacity: 1 }, { opacity: 0 }], { duration, easing: "ease-in-out" }).finished.then(end, end);
  }

  /** Outline one ground in full ink: a debated zone, a portrait, a perimeter adopted. */
  setZone(geometry) {
    this.zone = geometry ? this.plane.path(geometry) : null;
    this.drawMarks();
  }

  setNumbers(numbers, chosen) {
    Object.assign(this, { numbers, chosen });
    this.drawMarks();
  }

  setPlaces(places) {
    this.places = places;
    this.node.dataset.places = String(places.length);
    this.drawMarks();
  }

  drawMarks() {
    if (!this.ratio) return;
    const pen = this.pen(this.markSheet);
    if (this.base) this.strokeTerritory(pen);
    if (this.zone) {
      const outline = this.placed(this.zone);
      pen.lineJoin = "round";
      [[ground().land, 9], [ground().ink, 5]].forEach(([color, width]) => {
        pen.strokeStyle = color;
        pen.lineWidth = width * this.ratio;
        pen.stroke(outline);
      });
    }
    const taken = drawNumbers(this, pen);
    if (this.names && this.base && !isPlanShown()) drawNames(this, pen, taken);
    drawPlaces(this, pen); /* what people gave is never hidden by a name */
  }
}

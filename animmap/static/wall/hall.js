/* The screens without maps: joining, the progress of a hidden question, words given. */
import { ofRound } from "./data.js";
import { inRoom, isDark } from "./look.js";
import { swatch } from "./marks.js";
import * as panel from "./panel.js";
import { el, put, say, show } from "./text.js";

const PAGE_MS = 12000;
const CARD_LINE_EM = 1.56;
const CARD_EDGES_EM = 5.2; /* a name of two lines included */

function ways(join) {
  const code = el("p", "code", `${join.code.slice(0, 3)}\u2009${join.code.slice(3)}`);
  code.setAttribute("aria-label", join.code.split("").join(" "));
  return el("div", "ways", [
    el("p", "lead", say("scan")), el("p", "address", join.short),
    el("p", "lead", say("type_code")), code,
  ]);
}

/** Why phones cannot come in, and the remedy; an address that cannot work is never shown. */
export function barrier(join) {
  return el("p", "lead barrier", say(`barrier_${join.barrier}`));
}

function square(join) {
  const image = el("img");
  image.src = join.qr;
  image.alt = say("qr", { address: join.address });
  return el("figure", "qr", [image]);
}

/** What changes a screen without a map; equal marks draw nothing again. */
function markOf(scene) {
  return JSON.stringify([scene.round, scene.join, scene.colleges, scene.together, scene.joined, scene.voices, isDark()]);
}

/** Question, large QR code, address, code, who has come. */
export class Join {
  constructor() {
    this.node = el("section", "screen join");
    this.watcher = panel.tightenWhenResized(this.node);
  }

  leave() {
    this.watcher.disconnect();
  }

  update(scene) {
    const mark = markOf(scene);
    if (mark === this.mark) return;
    this.mark = mark;
    const title = scene.round ? scene.round.question : scene.workshop.name;
    const head = el("div", "head", [panel.ask(title), this.way(scene), panel.total(scene.joined, "joined")]);
    const open = scene.join && !scene.join.barrier;
    const parts = [head, open ? this.square(scene.join) : null, panel.tally(scene, { of: "joined" })];
    this.node.replaceChildren(...parts.filter(Boolean));
    this.node.classList.toggle("shut", !open);
    panel.tighten(this.node);
  }

  way({ join }) {
    if (!join) return el("p", "lead", say("room_shut"));
    return join.barrier ? barrier(join) : ways(join);
  }

  /** The same picture as long as the address is the same: it must not blink. */
  square(join) {
    if (this.address !== join.qr) this.picture = square(join);
    this.address = join.qr;
    return this.picture;
  }
}

/** How many have answered, never where. */
export class Progress {
  constructor() {
    this.node = el("section", "screen progress");
    this.corner = el("div", "corner");
    this.watcher = panel.tightenWhenResized(this.node);
  }

  leave() {
    this.watcher.disconnect();
  }

  update(scene) {
    const mark = markOf(scene);
    if (mark === this.mark) return;
    this.mark = mark;
    const { state } = scene.round;
    const told = { open: "blind", paused: "paused", closed: "closed" }[state] || "closed";
    const head = el("div", "head", [
      panel.ask(scene.round.question),
      panel.given(scene),
      scene.joined ? el("p", "lead", say("of_joined", { n: scene.joined })) : null,
      el("p", "lead told", say(`told_${told}`)),
    ]);
    this.node.replaceChildren(head, panel.tally(scene), this.late(scene));
    panel.tighten(this.node);
  }

  /** Who comes late still finds the way in. */
  late({ join, round }) {
    const open = join && !join.barrier;
    show(this.corner, open && round.state === "open");
    if (open && this.address !== join.qr) {
      this.address = join.qr;
      const code = el("p", "code", `${join.code.slice(0, 3)}\u2009${join.code.slice(3)}`);
      this.corner.replaceChildren(square(join), el("div", "", [el("p", "", join.short), code]));
    }
    return this.corner;
  }
}

/** Words given, as cards: page after page when there are many. */
export class Words {
  constructor() {
    this.title = el("div", "title");
    this.cards = el("ul", "cards");
    this.pages = el("p", "pages");
    this.node = el("section", "screen said", [this.title, this.cards, this.pages]);
    this.page = 0;
    this.timer = setInterval(() => this.turn(1), PAGE_MS);
    this.watcher = new ResizeObserver(() => this.lay());
    this.watcher.observe(this.cards);
  }

  leave() {
    clearInterval(this.timer);
    this.watcher.disconnect();
  }

  async update(scene) {
    const { features } = await ofRound(scene, "answers.geojson");
    const mark = markOf(scene) + JSON.stringify(features);
    if (mark === this.mark) return;
    this.mark = mark;
    const colleges = new Map(panel.ranked(scene).map((college) => [college.id, college]));
    this.said = features.filter(({ properties }) => properties.words);
    this.title.replaceChildren(panel.ask(scene.round.question), panel.total(this.said.length, "answers"));
    this.all = this.said.map(({ properties }) => card(properties, colleges.get(properties.college)));
    this.lay();
  }

  /** Cut the cards into pages that fit, so that nothing is ever out of sight. */
  lay() {
    if (!this.all) return;
    this.starts = [0];
    this.cards.style.setProperty("--lines", this.tallest());
    let first = 0;
    while (first < this.all.length) {
      const rest = this.all.slice(first);
      this.cards.replaceChildren(...rest);
      const edge = this.cards.getBoundingClientRect().right + 1;
      const past = rest.findIndex((each) => each.getBoundingClientRect().right > edge);
      if (past < 0) break;
      first += Math.max(1, past);
      this.starts.push(first);
    }
    this.turn(0);
  }

  /** The lines of the tallest card that a page holds beside its name and its edges. */
  tallest() {
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Math.max(2, Math.floor((this.cards.clientHeight / em - CARD_EDGES_EM) / CARD_LINE_EM));
  }

  turn(by) {
    if (!this.starts) return;
    const many = this.starts.length;
    this.page = (Math.min(this.page, many - 1) + by + many) % many;
    const shown = this.all.slice(this.starts[this.page], this.starts[this.page + 1]);
    if (by || this.cards.children.length !== shown.length) this.cards.replaceChildren(...shown);
    put(this.pages, many > 1 ? say("page", { page: this.page + 1, pages: many }) : "");
  }
}

function card({ words }, college) {
  const made = el("li", "card", [el("p", "", words)]);
  if (college) {
    made.style.setProperty("--color", inRoom(college.color));
    made.append(el("footer", "", [swatch(college, "places"), el("span", "", college.name)]));
  }
  return made;
}

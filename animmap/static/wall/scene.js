/* What the wall must show: told by the server several times a second, led by keys.
   An animator's keys lead every wall through the server; on another's wall they are local. */
import { Refusal, lead } from "./data.js";
import { config } from "./text.js";

const POLL_MS = config.preview ? 1000 : 300;
const HIDDEN_MS = 2000;
const LOST_AFTER = 3;
const TOLD_MS = 4000;

export class Scene {
  constructor(changed, troubled) {
    Object.assign(this, { changed, troubled, told: null, local: {}, etag: "", missed: 0, offset: 0 });
    Object.assign(this, { pending: new Map(), ledUntil: 0, toldUntil: 0 });
    this.turn = Promise.resolve();
  }

  start() {
    const again = () => setTimeout(() => this.ask().then(again), document.hidden ? HIDDEN_MS : POLL_MS);
    this.ask().then(again);
  }

  async ask() {
    try {
      const answer = await fetch(config.scene, {
        credentials: "same-origin", cache: "no-store", headers: this.etag ? { "If-None-Match": this.etag } : {},
      });
      if (answer.status !== 304) {
        const told = await answer.json();
        if (!answer.ok) throw new Refusal(answer.status, told);
        this.etag = answer.headers.get("ETag") || "";
        this.take(told);
      }
      this.missed = 0;
      if (Date.now() > this.toldUntil) this.troubled(null);
    } catch (trouble) {
      this.fail(trouble);
    }
  }

  fail(trouble) {
    this.missed += 1;
    const refused = trouble instanceof Refusal && trouble.status < 500;
    if (refused) {
      this.told = null;
      this.etag = this.mark = "";
    }
    if (refused || this.missed >= LOST_AFTER) this.troubled(trouble, refused);
  }

  /** Take what the server tells; its animator's hand takes the place of local choices. */
  take(told) {
    if (this.told && told.version < this.told.version && Date.now() < this.ledUntil) return;
    if (this.told && told.version !== this.told.version) {
      const kept = ([name]) => this.pending.get(name) || (name === "dark" && !told.can_lead && told.dark === this.told.dark);
      this.local = Object.fromEntries(Object.entries(this.local).filter(kept));
    }
    const { server_time: now, ...scene } = told;
    if (now) this.offset = Date.parse(now) - Date.now();
    this.told = scene;
    this.tell();
  }

  /** Tell what is shown when it changed: an order and a question often bring the same news. */
  tell() {
    const shown = this.shown();
    const mark = JSON.stringify(shown);
    if (mark === this.mark) return;
    this.mark = mark;
    this.changed(shown);
  }

  shown() {
    return { ...this.told, ...this.local };
  }

  /** Show something else: on every wall when this one leads, here only when it does not. */
  show(changes) {
    if (!this.told) return;
    this.local = { ...this.local, ...changes };
    this.tell();
    if (this.told.can_lead) this.send("show", changes, Object.keys(changes));
  }

  /** Go to the next step, or back, from what is seen here: two hands at once take one step. */
  go(verb) {
    if (!this.told) return;
    if (this.told.can_lead) this.send(verb, { seen: this.told.screen }, []);
    else this.walk(verb === "next" ? 1 : -1);
  }

  /** One order after the other; what is asked stays shown until the last order on it is done. */
  send(verb, changes, held) {
    const hold = (by) => held.forEach((name) => this.pending.set(name, (this.pending.get(name) || 0) + by));
    const free = () => {
      hold(-1);
      held.filter((name) => !this.pending.get(name)).forEach((name) => delete this.local[name]);
    };
    hold(1);
    this.turn = this.turn.then(() => lead(verb, changes)).then(
      (told) => {
        free();
        this.ledUntil = Date.now() + TOLD_MS;
        this.take(told);
      },
      (trouble) => {
        free();
        this.toldUntil = Date.now() + TOLD_MS;
        this.troubled(trouble);
        this.tell();
      }
    );
  }

  /** On a wall that does not lead: the screens of the same question, as far as it is revealed. */
  walk(by) {
    const scene = this.shown();
    const unveiled = scene.round && (scene.round.state === "revealed" || !scene.round.blind);
    const screens = ["join", "progress", ...(unveiled ? ["reveal", "explore", "portrait", "decision"] : [])];
    const at = Math.min(screens.length - 1, Math.max(0, screens.indexOf(scene.screen) + by));
    this.local = { ...this.local, screen: screens[at] };
    this.tell();
  }
}

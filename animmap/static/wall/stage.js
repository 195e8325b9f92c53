/* The screens with maps: progress of an open question, reveal, explore, portrait, decision. */
import { arrange } from "./geo.js";
import { COMPARED, adopted, living, loadBase, ofRound } from "./data.js";
import { isDark } from "./look.js";
import { WallMap } from "./map.js";
import * as panel from "./panel.js";
import { config, el, put, say } from "./text.js";

const MELT_MS = 700;
/* In the order of the shapes of places: circle, square, diamond, triangle, hexagon. */
const LAYER_SHAPES = ["actor", "structure", "resource", "need", "living_asset"];
const NOTHING = { type: "FeatureCollection", features: [] };

export class Stage {
  constructor({ plane, view }) {
    Object.assign(this, { plane, view, maps: new Map(), ticket: 0 });
    this.grid = el("div", "maps");
    this.words = el("div", "words");
    this.words.tabIndex = 0;
    this.aside = el("aside", "panel", [this.words]);
    this.node = el("section", "screen stage", [this.grid, this.aside]);
    this.watcher = new ResizeObserver(() => this.layOut());
    [this.grid, this.words].forEach((node) => this.watcher.observe(node));
  }

  leave() {
    this.watcher.disconnect();
    this.maps.forEach(({ map }) => map.leave());
  }

  /** Bring the maps and the words to what the scene tells; what did not change is left alone. */
  async update(scene, before) {
    this.node.dataset.screen = scene.screen;
    this.node.classList.toggle("bare", scene.round.kind === "words" && !showsAsked(scene));
    const ticket = (this.ticket += 1);
    const stale = () => ticket !== this.ticket;
    const wanted = this.wantedMaps(scene);
    this.keepMaps(wanted);
    const unveiled = before && before.round && before.round.id === scene.round.id
      && before.round.state !== "revealed" && scene.round.state === "revealed";
    if (unveiled) this.write(scene, null);
    if (unveiled && asksForOutlines(scene)) await this.unveil(scene, wanted[0], stale);
    else await Promise.all(wanted.map((each) => this.fill(scene, each, stale)));
    if (stale()) return;
    const late = await this.point(scene, stale).catch(ifCompared);
    if (stale()) return;
    const known = late ? { ...scene, debate: 0 } : scene;
    const told = await this.tell(known);
    if (stale()) return;
    this.write(known, told);
    await Promise.all([...this.maps.values()].map(({ map }) => map.settled));
    if (late) throw late; /* what is still compared is asked for again */
  }

  /** A map for each reading, or for each college that gave voices and may be seen apart. */
  wantedMaps(scene) {
    const apart = panel.ranked(scene).filter(({ voices }) => voices);
    if (scene.screen === "explore" && scene.by_college && apart.length) {
      const rule = ruleOf(scene);
      return apart.map((college) => ({
        key: `college-${college.id}`, title: college.name, counted: say("voices_of", { n: college.voices }),
        query: { weighting: rule, at_least: scene.share, college: college.id },
      }));
    }
    const readings = scene.screen === "explore" ? scene.readings : [ruleOf(scene)];
    return readings.map((weighting) => ({
      key: `reading-${readings.length > 1 ? weighting : "one"}`,
      title: readings.length > 1 ? say(`reading_${weighting}`) : "",
      query: { weighting, at_least: leastOf(scene, weighting) },
    }));
  }

  keepMaps(wanted) {
    const kept = new Set(wanted.map(({ key }) => key));
    this.maps.forEach(({ map, figure }, key) => {
      if (kept.has(key)) return;
      map.leave();
      figure.remove();
      this.maps.delete(key);
    });
    wanted.forEach(({ key, title, counted = "" }) => {
      if (!this.maps.has(key)) this.addMap(key, title, wanted.length);
      const { figure, caption } = this.maps.get(key);
      put(caption.firstChild, title);
      put(caption.lastChild, counted);
      caption.hidden = !title;
      this.grid.append(figure);
    });
    this.layOut();
  }

  addMap(key, title, many) {
    const map = new WallMap(this.plane, this.view, { label: title || say("map"), names: many < 4, plain: many === 1 });
    const caption = el("figcaption", "", [el("span"), el("b")]);
    const figure = el("figure", "map-frame", [caption, map.node]);
    this.maps.set(key, { map, figure, caption, url: "" });
    loadBase(this.plane).then((base) => map.setBase(base), () => {});
  }

  layOut() {
    panel.fit(this.words);
    const { clientWidth: width, clientHeight: height } = this.grid;
    if (!width || !this.maps.size) return;
    const columns = arrange(this.plane, this.maps.size, width, height);
    this.grid.style.setProperty("--columns", columns);
    this.grid.style.setProperty("--rows", Math.ceil(this.maps.size / columns));
  }

  async fill(scene, { key, query }, stale) {
    const shown = this.maps.get(key);
    if (!asksForOutlines(scene)) return this.fillPlaces(scene, shown.map, stale);
    const hidden = isVeiled(scene);
    const mark = JSON.stringify([scene.round.id, scene.revision, query, hidden]);
    if (shown.mark === mark) return;
    const found = hidden ? NOTHING : await ofRound(scene, "agreement.geojson", query);
    if (stale()) return;
    shown.mark = mark;
    const same = JSON.stringify(found);
    if (shown.same === same) return;
    const first = shown.same === undefined; /* nothing was shown that could fade */
    shown.same = same;
    shown.map.setAreas(found, { calm: first });
  }

  async fillPlaces(scene, map, stale) {
    const { features } = await this.answers(scene);
    if (stale()) return;
    const ranks = ranksOf(scene);
    const placed = features.filter(({ geometry }) => geometry);
    map.setPlaces(placed.map(({ geometry, properties: { college, color } }) => ({
      at: this.plane.at(geometry.coordinates), color, rank: ranks(college),
    })));
  }

  async answers(scene) {
    if (scene.round.kind !== "places" || isVeiled(scene)) return NOTHING;
    return ofRound(scene, "answers.geojson");
  }

  /** Sketches one by one, then melting into what they agree on. */
  async unveil(scene, wanted, stale) {
    const { map } = this.maps.get(wanted.key);
    const drawn = ofRound(scene, "sketches.geojson");
    const areas = ofRound(scene, "agreement.geojson", wanted.query);
    areas.catch(() => {});
    const sketches = await drawn;
    if (stale()) return;
    map.setAreas(NOTHING, { calm: true });
    this.maps.get(wanted.key).same = "";
    await map.unfold(sketches, ranksOf(scene));
    await areas.catch(() => {});
    await Promise.all([this.fill(scene, wanted, () => false), map.melt(MELT_MS)]);
  }

  /** Outline what the screen is about, and number the debated zones. */
  async point(scene, stale) {
    const [zone, numbers] = await this.pointed(scene);
    if (stale()) return;
    const mark = JSON.stringify([scene.round.id, scene.revision, scene.screen, zone && scene.debate, numbers.length, isDark(), scene.share, scene.readings]);
    if (this.pointedAt === mark) return;
    this.pointedAt = mark;
    const classed = this.maps.get("reading-class");
    this.maps.forEach(({ map }) => {
      map.setZone(zone);
      map.setNumbers(classed && classed.map !== map ? [] : numbers, scene.debate);
    });
    await this.mark(scene, stale);
  }

  /** A portrait shows what lives and works in its zone, each layer by its shape. */
  async mark(scene, stale) {
    if (scene.round.kind === "places") return;
    const { features } = scene.screen === "portrait" ? await living(scene) : NOTHING;
    if (stale()) return;
    const places = features.filter(({ geometry }) => geometry && geometry.type === "Point").map(({ geometry, properties }) => ({
      at: this.plane.at(geometry.coordinates), color: properties.color || config.layers[properties.layer],
      rank: LAYER_SHAPES.indexOf(properties.layer),
    }));
    this.maps.forEach(({ map }) => map.setPlaces(places));
  }

  async pointed(scene) {
    if (showsAsked(scene)) {
      const { features } = await ofRound(scene, "ground.geojson");
      return [features.length ? features[0].geometry : null, []];
    }
    if (isVeiled(scene) || (scene.screen !== "decision" && !(scene.voices && asksForOutlines(scene)))) return [null, []];
    if (scene.screen === "explore" && (scene.debate || scene.readings.includes("class"))) {
      const { features } = await ofRound(scene, "debates.json");
      const chosen = features.find(({ properties }) => properties.number === scene.debate);
      const numbers = features.map(({ properties: { number, label } }) => ({ number, at: this.plane.at(label) }));
      return [chosen ? chosen.geometry : null, numbers];
    }
    if (scene.screen === "portrait") {
      const { zone } = await ofRound(scene, "portrait.json", portraitOf(scene));
      return [zone.features.length ? zone.features[0].geometry : null, []];
    }
    if (scene.screen === "decision" && scene.adopted) {
      const { features } = await adopted(scene);
      return [features.length ? features[0].geometry : null, []];
    }
    return [null, []];
  }

  async tell(scene) {
    if (scene.round.kind === "places") return this.answers(scene);
    const open = !scene.voices || isVeiled(scene) || !asksForOutlines(scene);
    if (scene.screen === "portrait" && !open) return ofRound(scene, "portrait.json", portraitOf(scene));
    if (scene.screen !== "explore" || open) return null;
    const curve = await ofRound(scene, "curve.json");
    const debates = scene.debate ? await ofRound(scene, "debates.json") : NOTHING;
    return { curve, debates: debates.features.map(({ properties }) => properties) };
  }

  write(scene, told) {
    const mark = JSON.stringify([scene.screen, scene.round, scene.colleges, scene.together, scene.voices,
      scene.readings, scene.share, scene.by_college, scene.debate, scene.decisions, scene.adopted, isDark(), told]);
    if (mark === this.written) return;
    this.written = mark;
    this.aside.dataset.share = scene.share.toFixed(2);
    this.words.replaceChildren(panel.ask(scene.round.question), ...this.paragraphs(scene, told));
    panel.fit(this.words);
  }

  paragraphs(scene, told) {
    if (scene.screen === "decision") return [panel.tellDecisions(scene, scene.adopted)];
    if (scene.screen === "portrait" && told) {
      return [el("p", "lead", say("portrait_of", { area: panel.areaOf(told, "area") })), panel.tellPortrait(told)];
    }
    if (scene.screen === "explore" && told) return this.explored(scene, told);
    if (showsAsked(scene) && (isVeiled(scene) || scene.round.kind === "words")) return this.counted(scene);
    const placed = scene.round.kind === "places";
    const parts = [panel.given(scene), panel.tally(scene, { mark: placed ? "places" : "lines" })];
    if (placed) return told ? [...parts, panel.tellPlaces(told.features)] : parts;
    if (!scene.voices) parts.push(el("p", "lead", say("waiting")));
    else parts.push(panel.legend(scene.readings.slice(0, 1)));
    return parts;
  }

  /** How many have answered about the zone, and the way in for who comes late. */
  counted(scene) {
    const { join, round, joined } = scene;
    const parts = [panel.given(scene), panel.tally(scene)];
    if (joined) parts.splice(1, 0, el("p", "lead", say("of_joined", { n: joined })));
    if (join && !join.barrier && round.state === "open") parts.push(el("p", "lead", `${join.short} · ${join.code}`));
    return parts;
  }

  explored(scene, { curve, debates }) {
    const chosen = debates.find(({ number }) => number === scene.debate);
    if (chosen) return [panel.tellDebate(chosen)];
    const shown = scene.by_college ? { ...scene, readings: [ruleOf(scene)] } : scene;
    const parts = [panel.reach(shown, curve), panel.legend(shown.readings)];
    if (scene.debate) parts.push(el("p", "lead", say("no_debate")));
    parts.push(panel.drawCurve(shown, curve));
    return parts;
  }
}

/** A refusal because a large round is still being compared; anything else is thrown again. */
function ifCompared(trouble) {
  if (trouble.code !== COMPARED) throw trouble;
  return trouble;
}

/** A question about a debated zone shows it from the moment it is put. */
const showsAsked = ({ round, screen }) => round.about_zone && ["progress", "reveal"].includes(screen);

const asksForOutlines = ({ round }) => ["perimeter", "sure_maybe", "communes"].includes(round.kind);

const isVeiled = ({ round }) => round.blind && round.state !== "revealed";

function ranksOf(scene) {
  const ranks = new Map(panel.ranked(scene).map(({ id, rank }) => [id, rank]));
  return (college) => ranks.get(college) || 0;
}

/** The ground whose portrait is drawn: the threshold on the wall, half by default. */
function portraitOf(scene) {
  return { weighting: ruleOf(scene), at_least: scene.share || 0.5 };
}

const RULES = ["raw", "equal"];
const ruleOf = ({ readings }) => readings.find((reading) => RULES.includes(reading)) || "raw";

/** The share under which a map shows nothing. */
function leastOf(scene, weighting) {
  if (scene.screen === "portrait") return portraitOf(scene).at_least;
  return scene.screen === "explore" && panel.SHARED.includes(weighting) ? scene.share : 0;
}

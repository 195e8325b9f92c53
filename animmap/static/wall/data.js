/* What the wall asks of the server. The browser's own cache answers when nothing changed. */
import { config } from "./text.js";

/* Why nothing can be told yet of a large round: its sentence says how far the computation is. */
export const COMPARED = "being_compared";
const laid = new Map();

/** A refusal of the server, with its code and its sentence. */
export class Refusal extends Error {
  constructor(status, { code, message, percent }) {
    super(message || code);
    Object.assign(this, { status, code, percent });
  }
}

/** Read JSON; throws a Refusal, or what fetch throws when the connection is lost. */
export async function read(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", cache: "no-cache", ...options });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, told);
  return told;
}

/** Ask the server to lead the wall (animators only); returns the scene that follows. */
export function lead(verb, changes = {}) {
  return read(`${config.wall}/${verb}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(changes),
    cache: "no-store",
  });
}

/** Data of a round at a revision: asked once, forgotten when the revision moves. */
export function ofRound(scene, name, query = {}) {
  const asked = new URLSearchParams(query).toString();
  const url = `${config.wall}/rounds/${scene.round.id}/${name}${asked ? `?${asked}` : ""}`;
  return once(url, scene.revision);
}

export const adopted = (scene) => once(config.adopted, scene.revision);
export const living = (scene) => once(config.features, scene.revision);

function once(url, revision) {
  const kept = laid.get(url);
  if (kept && kept.revision === revision) return kept.told;
  const told = read(url);
  laid.set(url, { revision, told });
  told.catch(() => laid.get(url)?.told === told && laid.delete(url));
  return told;
}

let base = null;

/** The communes of the territory, as paths of the plane; asked for until they come. */
export function loadBase(plane) {
  if (!base) {
    base = read(config.communes).then((collection) => drawBase(plane, collection.features));
    base.catch(() => { base = null; });
  }
  return base;
}

function drawBase(plane, features) {
  const communes = features.filter(({ properties }) => properties.code);
  const paths = (chosen) => {
    const all = new Path2D();
    chosen.forEach(({ geometry }) => all.addPath(plane.path(geometry)));
    return all;
  };
  return {
    outline: paths(features.filter(({ properties }) => properties.role === "outline")),
    communes: paths(communes),
    names: communes
      .map(({ properties }) => properties)
      .sort((one, other) => other.population - one.population)
      .map(({ name, label }) => ({ name, at: plane.at(label) })),
  };
}

/* From longitude, latitude to the wall: a local Mercator plane, and the view all maps share. */

const SPAN = 1000;
const MARGIN = 0.03;
export const ZOOM_MOST = 12;

/** The plane of a territory, SPAN units wide (floats near zero: canvas paths keep their shape). */
export class Plane {
  constructor([west, south, east, north]) {
    const [low, high] = [mercator([west, south]), mercator([east, north])];
    this.unit = SPAN / Math.max(high[0] - low[0], high[1] - low[1]);
    this.middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
    this.width = (high[0] - low[0]) * this.unit;
    this.height = (high[1] - low[1]) * this.unit;
  }

  at(place) {
    const [x, y] = mercator(place);
    return [(x - this.middle[0]) * this.unit, (this.middle[1] - y) * this.unit];
  }

  path(geometry) {
    const path = new Path2D();
    rings(geometry).forEach((ring) => {
      ring.forEach((place, rank) => path[rank ? "lineTo" : "moveTo"](...this.at(place)));
      path.closePath();
    });
    return path;
  }
}

function mercator([longitude, latitude]) {
  const turn = Math.PI / 180;
  return [longitude * turn, Math.log(Math.tan(Math.PI / 4 + (latitude * turn) / 2))];
}

function rings({ type, coordinates }) {
  if (type === "Polygon") return coordinates;
  if (type === "MultiPolygon") return coordinates.flat();
  return [];
}

/** How large a plane may be drawn in a frame of a given size. */
export function fitScale(plane, width, height) {
  const room = 1 - 2 * MARGIN;
  return Math.min((width * room) / plane.width, (height * room) / plane.height);
}

/** What the maps of the wall look at: moving one moves them all, and nothing else moves them. */
export class View {
  constructor() {
    this.watchers = new Set();
    this.reset();
  }

  reset() {
    this.set(0, 0, 1);
  }

  set(x, y, zoom) {
    this.zoom = Math.min(ZOOM_MOST, Math.max(1, zoom));
    const reach = SPAN / 2;
    this.x = Math.min(reach, Math.max(-reach, x));
    this.y = Math.min(reach, Math.max(-reach, y));
    this.watchers.forEach((watch) => watch());
  }

  /** Zoom by a factor around a place of the plane, which stays where it is. */
  zoomBy(factor, x = this.x, y = this.y) {
    const zoom = Math.min(ZOOM_MOST, Math.max(1, this.zoom * factor));
    const kept = this.zoom / zoom;
    if (zoom === 1) this.reset();
    else this.set(x + (this.x - x) * kept, y + (this.y - y) * kept, zoom);
  }
}

/** Choose rows and columns for so many maps, so that each is as large as the room allows. */
export function arrange(plane, maps, width, height) {
  let best = { columns: 1, scale: 0 };
  for (let columns = 1; columns <= maps; columns += 1) {
    const rows = Math.ceil(maps / columns);
    const scale = fitScale(plane, width / columns, height / rows);
    if (scale > best.scale * 1.02) best = { columns, scale };
  }
  return best.columns;
}

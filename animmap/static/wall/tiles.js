/* Plan under the wall's maps, when the démarche has a pack of tiles: quiet, never blank, put away by
   a key. What is not there is drawn from what is around it, else left to the communes. */
import "../map/tile_source.js";
import { config } from "./text.js";

const { TileSource, SIDE } = window.animmapTiles;
const MEMORY = "animmap-wall-plan";
const source = new TileSource({ pack: config.ground.pack, online: null });
const watchers = new Set();
let shown = recall();

export const hasPlan = source.exists;
export const isPlanShown = () => hasPlan && shown;
export const planCredit = source.credit();

/** Show the plan, or put it away, on every map of this wall. */
export function togglePlan() {
  shown = !shown;
  try { localStorage.setItem(MEMORY, shown ? "1" : "0"); } catch { /* private window */ }
  watchers.forEach((watch) => watch());
}

export function watchPlan(watch) {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

function recall() {
  try { return localStorage.getItem(MEMORY) !== "0"; } catch { return true; }
}

/** Lay the tiles of a view on a sheet: those at hand at once, the others as they come. */
export class Plan {
  constructor(plane) {
    Object.assign(this, { plane, ticket: 0 });
  }

  /** `matrix` leads from the plane to the pixels of the sheet; its mark tells how many are laid. */
  draw(sheet, pen, matrix) {
    const ticket = (this.ticket += 1);
    sheet.dataset.laid = "0";
    if (!isPlanShown()) return;
    pen.imageSmoothingQuality = "high";
    this.tilesOf(sheet, matrix).forEach(({ zoom, column, row, box }) => {
      const ready = source.peek(zoom, column, row);
      if (ready) lay(pen, ready, box);
      source.find(zoom, column, row).then((found) => {
        if (!found || ticket !== this.ticket) return;
        lay(pen, found, box);
        sheet.dataset.laid = String(Number(sheet.dataset.laid) + 1);
      });
    });
  }

  tilesOf({ width, height }, matrix) {
    const world = 2 * Math.PI * this.plane.unit * matrix.a; /* pixels around the Earth */
    const zoom = Math.min(18, Math.max(3, Math.round(Math.log2(world / SIDE))));
    const side = world / 2 ** zoom;
    const [east, north] = this.plane.middle;
    const left = matrix.e - (Math.PI + east) * this.plane.unit * matrix.a;
    const top = matrix.f - (Math.PI - north) * this.plane.unit * matrix.a;
    const found = [];
    for (let row = Math.floor(-top / side); row * side + top < height; row += 1) {
      for (let column = Math.floor(-left / side); column * side + left < width; column += 1) {
        found.push({ zoom, column, row, box: [left + column * side, top + row * side, side] });
      }
    }
    return found;
  }
}

function lay(pen, { image, x, y, side }, [left, top, size]) {
  const [a, b] = [Math.floor(left), Math.floor(top)];
  const wide = Math.ceil(left + size) - a; /* no seam between neighbours */
  const high = Math.ceil(top + size) - b;
  pen.drawImage(image, x, y, side, side, a, b, wide, high);
}

/* Images of the ground: from the pack of this server, else from another host when that is allowed,
   else a larger tile seen closer, else nothing: the communes drawn below are always there.
   Plain drawing, known to no map library; Leaflet's maps and the wall share it. */
(function () {
  "use strict";
  const SIDE = 256;
  const MOST_KEPT = 500;
  const MOST_LEVELS = 9;
  const LEAST_ZOOM = 3;
  const ONLINE_MOST_ZOOM = 18;
  const FAILURES = 4;
  const REST_MS = 60000;

  class TileSource {
    /* `ground`: {pack: {url, min_zoom, max_zoom} or null, online: {url} or null}. */
    constructor({ pack, online }) {
      Object.assign(this, { pack, online, kept: new Map(), failures: 0, restUntil: 0 });
    }

    get exists() {
      return Boolean(this.pack || this.online);
    }

    credit() {
      const found = [this.pack, this.online].filter(Boolean).map(({ credit }) => credit).filter(Boolean);
      return [...new Set(found)].join(" · ");
    }

    /* The best image for a tile: {image, x, y, side}, the square of it to draw; null for none. */
    async find(zoom, column, row) {
      const count = 2 ** zoom;
      if (row < 0 || row >= count) return null;
      const wrapped = ((column % count) + count) % count;
      const exact = await this.load("pack", zoom, wrapped, row);
      if (exact) return whole(exact);
      const online = zoom > LEAST_ZOOM && (await this.load("online", zoom, wrapped, row));
      if (online) return whole(online);
      for (let up = 1; up <= MOST_LEVELS && zoom - up >= LEAST_ZOOM; up += 1) {
        const image = await this.load("pack", zoom - up, wrapped >> up, row >> up);
        if (image) return part(image, up, wrapped, row);
      }
      return null;
    }

    /* What is there already, without waiting: the same answer as `find`, or null. */
    peek(zoom, column, row) {
      for (let up = 0; up <= MOST_LEVELS && zoom - up >= LEAST_ZOOM; up += 1) {
        const name = `${zoom - up}/${column >> up}/${row >> up}`;
        const image = this.ready(`pack ${name}`) || this.ready(`online ${name}`);
        if (image) return part(image, up, column, row);
      }
      return null;
    }

    ready(key) {
      const known = this.kept.get(key);
      return known && known.image;
    }

    load(where, zoom, column, row) {
      if (!this.mayHave(where, zoom)) return Promise.resolve(null);
      const key = `${where} ${zoom}/${column}/${row}`;
      let known = this.kept.get(key);
      if (!known) {
        known = { image: null };
        const url = this[where].url.replace("{z}", zoom).replace("{x}", column).replace("{y}", row);
        known.coming = fetchImage(url).then((image) => this.note(where, key, known, image));
        this.kept.set(key, known);
        if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value);
      }
      return known.coming;
    }

    mayHave(where, zoom) {
      const from = this[where];
      if (!from) return false;
      if (where === "pack") return zoom >= from.min_zoom && zoom <= from.max_zoom;
      return zoom <= ONLINE_MOST_ZOOM && navigator.onLine && Date.now() > this.restUntil;
    }

    /* An online host that fails is left in peace for a minute; its tiles may be asked again. */
    note(where, key, known, image) {
      known.image = image;
      if (where === "pack") return image;
      this.failures = image ? 0 : this.failures + 1;
      if (!image) this.kept.delete(key);
      if (this.failures >= FAILURES) {
        this.failures = 0;
        this.restUntil = Date.now() + REST_MS;
        if (this.onlost) this.onlost();
      }
      return image;
    }
  }

  function fetchImage(url) {
    return new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = () => resolve(null);
      image.src = url;
    });
  }

  function whole(image) {
    return { image, x: 0, y: 0, side: image.naturalWidth };
  }

  function part(image, up, column, row) {
    const side = image.naturalWidth / 2 ** up;
    return { image, side, x: (column % 2 ** up) * side, y: (row % 2 ** up) * side };
  }

  window.animmapTiles = Object.assign(window.animmapTiles || {}, { TileSource, SIDE });
})();

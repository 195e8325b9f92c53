/* What a hand draws, as geometry: closing a loop, thinning it, its GeoJSON. No map, no screen.
   Points on the screen are L.Point in pixels; a polygon is a list of closed rings of
   [longitude, latitude], its outline first, as in GeoJSON (EPSG:4326). */
(function () {
  "use strict";
  // Each pass of Leaflet's thinning strays by at most its tolerance, and there are two.
  const TOLERANCES_PX = [1, 0.5, 0];
  // A longer end is no slip of the finger: it is part of the outline.
  const TAIL_SHARE = 0.15;
  const BESIDE_PX = 24;
  const LEAST_LENGTH_PX = 60;
  const LEAST_WIDTH_PX = 6;
  const DECIMALS = 6;

  function lengthOf(path) {
    return path.reduce((sum, point, rank) => sum + (rank ? point.distanceTo(path[rank - 1]) : 0), 0);
  }

  /* Where two segments cross or touch, or null; those on one line are told by their neighbours. */
  function crossing(a, b, c, d) {
    const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
    const turn = ux * vy - uy * vx;
    if (!turn) return null;
    const along = ((c.x - a.x) * vy - (c.y - a.y) * vx) / turn;
    const across = ((c.x - a.x) * uy - (c.y - a.y) * ux) / turn;
    if (along < 0 || along > 1 || across < 0 || across > 1) return null;
    return L.point(a.x + along * ux, a.y + along * uy);
  }

  /* Ranks of the points along the first stretch of a path, of a given length. */
  function stretch(path, reach) {
    const ranks = [];
    let run = 0;
    for (let rank = 1; rank < path.length && run < reach; rank += 1) {
      ranks.push(rank);
      run += path[rank].distanceTo(path[rank - 1]);
    }
    return ranks;
  }

  /* The end of a loop often runs past its beginning: both tails beyond their crossing go or,
     when they run side by side, what follows the point nearest to the beginning. */
  function trimTails(path) {
    const reach = lengthOf(path) * TAIL_SHARE;
    const starts = stretch(path, reach).reverse();
    const ends = stretch(path.slice().reverse(), reach).map((rank) => path.length - rank).reverse();
    for (const start of starts) {
      for (const end of ends) {
        const cut = end > start + 1 && crossing(path[start - 1], path[start], path[end - 1], path[end]);
        if (cut) return [cut, ...path.slice(start, end)];
      }
    }
    const away = (rank) => path[rank].distanceTo(path[0]);
    const nearest = ends.reduce((best, rank) => (away(rank) < away(best) ? rank : best), path.length - 1);
    return away(nearest) < BESIDE_PX ? path.slice(0, nearest + 1) : path;
  }

  function withoutRepeats(path) {
    return path.filter((point, rank) => !rank || !point.equals(path[rank - 1]));
  }

  function crossesItself(path) {
    const count = path.length;
    for (let one = 0; one < count; one += 1) {
      for (let other = one + 2; other < count; other += 1) {
        if (one === 0 && other === count - 1) continue;
        if (crossing(path[one], path[one + 1], path[other], path[(other + 1) % count])) return true;
      }
    }
    return false;
  }

  /* A loop with few points that strays less than 5 px from the finger; thinned less where
     thinning would make it cross itself. Null when the finger enclosed nothing to speak of. */
  function closeLoop(stroke) {
    const path = withoutRepeats(trimTails(withoutRepeats(stroke)));
    const box = L.bounds(path).getSize();
    if (lengthOf(path) < LEAST_LENGTH_PX || Math.min(box.x, box.y) < LEAST_WIDTH_PX) return null;
    const thinned = TOLERANCES_PX.map((tolerance) => L.LineUtil.simplify(path, tolerance));
    const usable = thinned.filter((each) => each.length > 2);
    return usable.find((each) => !crossesItself(each)) || usable[0] || null;
  }

  function rounded(latlng) {
    return [+latlng.lng.toFixed(DECIMALS), +latlng.lat.toFixed(DECIMALS)];
  }

  function ringOf(positions) {
    return [...positions, positions[0]];
  }

  function inRing([x, y], ring) {
    let inside = false;
    for (let rank = 1; rank < ring.length; rank += 1) {
      const [[ax, ay], [bx, by]] = [ring[rank - 1], ring[rank]];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
    return inside;
  }

  function contains(polygon, position) {
    return polygon.filter((ring) => inRing(position, ring)).length % 2 === 1;
  }

  function polygonsOf(geometry) {
    if (!geometry) return [];
    return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  }

  function geometryOf(polygons) {
    if (!polygons.length) return null;
    if (polygons.length === 1) return { type: "Polygon", coordinates: polygons[0] };
    return { type: "MultiPolygon", coordinates: polygons };
  }

  function latlngsOf(polygon) {
    return polygon.map((ring) => ring.map(([longitude, latitude]) => [latitude, longitude]));
  }

  window.animmapDraw = { closeLoop, contains, geometryOf, latlngsOf, polygonsOf, ringOf, rounded };
})();

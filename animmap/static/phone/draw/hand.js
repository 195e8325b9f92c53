/* The finger at work: a loop that closes by itself, or points put down and pulled elsewhere. */
(function () {
  "use strict";
  const draw = window.animmapDraw;
  const NEAR_PX = 24;
  const SAME_PX = 12;
  const SPACING_PX = 1.5;
  const LOOP_PX = 60;

  class Hand {
    /* `acts` has loop(path), point(position), points(positions), close() and refresh(sentence). */
    constructor(map, sheet, paint, loupe, texts, acts) {
      Object.assign(this, { map, sheet, paint, loupe, texts, acts, path: [], grabbed: -1 });
    }

    begin(point, event) {
      this.touching = event.pointerType !== "mouse";
      this.path = [point];
      this.grabbed = this.byPoints() ? this.pixels().findIndex((each) => each.distanceTo(point) < NEAR_PX) : -1;
    }

    move(points) {
      const { path } = this;
      points.forEach((point) => {
        if (point.distanceTo(path[path.length - 1]) >= SPACING_PX) path.push(point);
      });
      const last = points[points.length - 1];
      const near = this.closes(last);
      if (near && !this.near) draw.tick();
      this.near = near;
      if (this.byPoints()) this.paint.trace(this.preview(last), false);
      else this.paint.trace(path, true);
      if (this.touching) this.loupe.show(last);
    }

    end(point) {
      const { path, grabbed } = this;
      this.letGo();
      if (!this.byPoints()) this.closeLoop([...path, point]);
      else if (grabbed >= 0 && path.some((each) => each.distanceTo(path[0]) > SAME_PX)) {
        const moved = this.position(point);
        this.acts.points(this.sheet.now.points.map((each, rank) => (rank === grabbed ? moved : each)));
      } else this.putPoint(point);
    }

    cancel(byTwoFingers) {
      const begun = this.path.length > 1;
      this.letGo();
      this.acts.refresh(byTwoFingers && begun ? this.texts.interrupted : undefined);
    }

    letGo() {
      this.path = [];
      this.near = false;
      this.paint.trace([], false);
      this.loupe.hide();
    }

    byPoints() {
      return this.sheet.now.tool === "points";
    }

    position(point) {
      return draw.rounded(this.map.containerPointToLatLng(point));
    }

    pixels() {
      return this.sheet.now.points.map(([longitude, latitude]) => this.map.latLngToContainerPoint([latitude, longitude]));
    }

    /* The lines that lead to a point not put down yet. */
    preview(point) {
      const pixels = this.pixels();
      const { grabbed } = this;
      if (grabbed < 0) return [...pixels.slice(-1), point];
      return [...pixels.slice(Math.max(grabbed - 1, 0), grabbed), point, ...pixels.slice(grabbed + 1, grabbed + 2)];
    }

    /* The sight of the keyboard shows where the next line would go, as the finger does. */
    aim(point) {
      if (!this.byPoints() || !this.sheet.now.points.length) return;
      this.grabbed = -1;
      this.paint.trace(this.preview(point), false);
    }

    /* Whether lifting the finger here would join the beginning. */
    closes(point) {
      if (!this.byPoints()) return this.path.length * SPACING_PX > LOOP_PX && point.distanceTo(this.path[0]) < NEAR_PX;
      const pixels = this.pixels();
      return this.grabbed < 0 && pixels.length > 2 && point.distanceTo(pixels[0]) < NEAR_PX;
    }

    closeLoop(path) {
      const loop = draw.closeLoop(path);
      if (loop) this.acts.loop(loop.map((point) => this.position(point)));
      else this.acts.refresh(this.texts.too_small);
    }

    /* The first point touched again, or the last one, closes the outline. */
    putPoint(point) {
      const pixels = this.pixels();
      const last = pixels.length - 1;
      const again = last >= 0 && pixels[last].distanceTo(point) < SAME_PX;
      if (again || (last > 1 && pixels[0].distanceTo(point) < NEAR_PX)) this.acts.close();
      else this.acts.point(this.position(point));
    }
  }

  draw.Hand = Hand;
})();

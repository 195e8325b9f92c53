/* Drawing on a telephone: an outline by hand or by points, communes, or one place.

   Needs leaflet/leaflet.js, then the files of `DRAWING` in animmap/vendored.py, in that order;
   styles: leaflet/leaflet.css, phone/draw/draw.css.

   @example
     const map = L.map(box, { zoomControl: false, zoomSnap: 0.25, attributionControl: false });
     animmapDraw.base(map, communes, colors);
     const engine = animmapDraw.create(map, { kind: "perimeter", texts, colors, onchange: keep });

   @param {L.Map} map  With a height and a view. The engine keeps people around the ground it
                       shows first; it brings zoom buttons and keys.
   @param {Object} options
     kind      "perimeter", "sure_maybe", "communes" or "place"
     texts     every sentence, by the names of `animmapDraw.TEXTS`; "{name}" in `picked` and
               `unpicked` and "{n}" in `point_added` are filled
     colors    { pen, ink, muted, line, paper, ground }, each "#RRGGBB"; `pen` is what is drawn
               (the colour of the college, or PRIMARY)
     communes  communes.geojson: the ground shown first, and what kind "communes" picks from
     bar       element that receives the tool bar; without it, the bar lies over the map's foot
     onchange  called with `state()` after each change made by the person

   @returns {Object} engine
     state()   what was drawn, plain JSON that `load` takes back:
               { geometry, maybe: Polygon | MultiPolygon | null, commune_codes: [code],
                 place: [longitude, latitude] | null, method: "freehand"|"points"|"communes"|null,
                 unfinished: [[longitude, latitude]], level: "sure" | "maybe" }
               `unfinished` are the points of an outline not closed yet, `level` what it would be;
               the others are named as the routes of a room name them.
     load(state | null)   put it back, without `onchange`; forgets what could be undone
     isEmpty()            whether there is nothing to send
     choose(code, on)     pick or unpick a commune from a list
     finish()             close the points under way; false when there are fewer than three
     undo(), redo(), clear()
     turn(tool)           "freehand", "points", "move"
     fit()                show all that was drawn
     remove()             take the engine off the map

   One finger draws; two move and enlarge the map and never draw. Arrows move the map under a
   sight, Enter or Space act there, Backspace undoes, Escape leaves the tool. */
(function () {
  "use strict";
  const draw = window.animmapDraw;
  const OUTLINE_TOOLS = ["freehand", "points", "move"];
  const TOOLS = { perimeter: OUTLINE_TOOLS, sure_maybe: OUTLINE_TOOLS, communes: [], place: [] };
  const FIRST_TOOL = { perimeter: "freehand", sure_maybe: "freehand", communes: "pick", place: "place" };
  const TEXTS = [
    "map", "toolbar", "levels", "freehand", "points", "move", "undo", "redo", "erase", "finish", "zoom_in",
    "zoom_out", "sure", "maybe", "hint_freehand", "hint_maybe", "hint_points", "hint_points_more", "hint_move",
    "hint_done", "hint_erase", "hint_pick", "hint_place", "hint_place_done", "hint_keys", "too_small",
    "interrupted", "more_points", "point_added", "picked", "unpicked",
  ];

  /* A short shake under the finger, where the device has one and allows it. */
  draw.tick = function tick() {
    const { userActivation } = navigator;
    if (navigator.vibrate && (!userActivation || userActivation.hasBeenActive)) navigator.vibrate(12);
  };

  function filled(sentence, name, value) {
    return String(sentence || "").replace("{" + name + "}", String(value));
  }

  class Engine {
    constructor(map, options) {
      Object.assign(this, { map, options, texts: options.texts, communes: new Map() });
      const first = FIRST_TOOL[options.kind];
      const tools = TOOLS[options.kind];
      this.sheet = new draw.Sheet(first, tools.length ? "move" : first, options.onchange || (() => {}));
      if (options.communes) this.learn(options.communes);
      this.dress(map.getContainer());
      this.loupe = new draw.Loupe(map, options.colors);
      this.paint = new draw.Paint(map, options.colors, this.communes);
      this.place = new draw.Place(map, options.colors, this.loupe, (latlng) => this.setPlace(latlng));
      this.hand = new draw.Hand(map, this.sheet, this.paint, this.loupe, this.texts, this.handActs());
      this.gesture = new draw.Gesture(map, this.hand);
      const levels = options.kind === "sure_maybe" ? ["sure", "maybe"] : [];
      this.bar = new draw.Bar(map, options, tools, levels, this.acts());
      this.keys = new draw.Keys(map, this.bar.cross, this.acts());
      this.onClick = (event) => this.act(event.containerPoint);
      map.on("click", this.onClick);
      map.doubleClickZoom.disable();
      map.boxZoom.disable();
      draw.keepInSight(map);
      this.refresh();
    }

    learn(collection) {
      collection.features.filter((each) => each.properties.code).forEach((commune) => {
        this.communes.set(commune.properties.code, commune);
      });
    }

    dress(container) {
      const { colors, bar } = this.options;
      [container, bar].filter(Boolean).forEach(({ style }) =>
        Object.keys(colors).forEach((name) => style.setProperty("--draw-" + name, colors[name]))
      );
      container.classList.add("draw-map");
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", this.texts.map);
    }

    acts() {
      const { map } = this;
      return {
        freehand: () => this.turn("freehand"), points: () => this.turn("points"), move: () => this.turn("move"),
        undo: () => this.undo(), redo: () => this.redo(), erase: () => this.erase(), finish: () => this.finish(),
        zoom_in: () => map.zoomIn(1), zoom_out: () => map.zoomOut(1), level: (name) => this.turnLevel(name),
        act: (point) => this.actByKey(point), aim: (point) => this.hand.aim(point), leave: () => this.leave(),
        said: () => this.bar.say(this.texts.hint_keys),
      };
    }

    handActs() {
      return {
        loop: (positions) => this.keep(positions, "freehand"),
        point: (position) => this.addPoint(position),
        points: (points) => this.change({ points }),
        close: () => this.finish(),
        refresh: (sentence) => this.refresh(sentence),
      };
    }

    addPoint(position) {
      draw.tick();
      const points = [...this.sheet.now.points, position];
      this.change({ points }, filled(this.texts.point_added, "n", points.length));
    }

    finish() {
      const { points } = this.sheet.now;
      const closed = points.length > 2;
      if (closed) this.keep(points, "points");
      else this.refresh(this.texts.more_points);
      return closed;
    }

    /* Once an outline is closed the finger moves the map again: nothing is drawn by accident. */
    keep(positions, method) {
      draw.tick();
      const { level } = this.sheet.now;
      const polygons = [...this.sheet.now[level], [draw.ringOf(positions)]];
      this.change({ [level]: polygons, points: [], method, tool: "move" });
    }

    change(part, said) {
      this.sheet.change(part);
      this.refresh(said);
    }

    undo() {
      this.gesture.drop(false);
      this.sheet.undo();
      this.refresh();
    }

    redo() {
      this.gesture.drop(false);
      this.sheet.redo();
      this.refresh();
    }

    clear() {
      this.sheet.clear();
      this.refresh();
    }

    isEmpty() {
      return this.sheet.isEmpty();
    }

    state() {
      return this.sheet.state();
    }

    load(state) {
      this.gesture.drop(false);
      this.sheet.load(state);
      this.refresh();
    }

    turn(tool) {
      this.gesture.drop(false);
      this.sheet.hold({ tool });
      this.refresh();
    }

    turnLevel(level) {
      const { points, tool, [level]: drawn } = this.sheet.now;
      this.sheet.hold({ level });
      if (points.length) this.refresh();
      else if (drawn.length) this.turn("move");
      else this.turn(tool === "points" ? tool : "freehand");
    }

    leave() {
      this.bar.cross.remove();
      if (TOOLS[this.options.kind].length) this.turn("move");
    }

    actByKey(point) {
      const { tool } = this.sheet.now;
      if (tool === "freehand" || tool === "move") this.turn("points");
      if (this.hand.byPoints()) this.hand.putPoint(point);
      else this.act(point);
    }

    /* A tap where one finger moves the map. */
    act(point) {
      const latlng = this.map.containerPointToLatLng(point);
      const position = [latlng.lng, latlng.lat];
      const { tool } = this.sheet.now;
      if (tool === "place") this.setPlace(latlng);
      else if (tool === "pick") this.pickAt(position);
      else if (tool === "erase") this.eraseAt(position);
    }

    setPlace(latlng) {
      draw.tick();
      this.change({ place: draw.rounded(latlng) });
    }

    pickAt(position) {
      const holds = ({ geometry }) => draw.polygonsOf(geometry).some((polygon) => draw.contains(polygon, position));
      const found = Array.from(this.communes.values()).find(holds);
      if (found) this.choose(found.properties.code, this.sheet.now.codes.indexOf(found.properties.code) < 0);
    }

    choose(code, on) {
      const others = this.sheet.now.codes.filter((each) => each !== code);
      const known = this.communes.get(code);
      if (!known || on === others.length < this.sheet.now.codes.length) return;
      draw.tick();
      const sentence = on ? this.texts.picked : this.texts.unpicked;
      this.change({ codes: on ? [...others, code] : others }, filled(sentence, "name", known.properties.name));
    }

    /* One thing drawn goes at once; among several, a tap says which. */
    erase() {
      const { sure, maybe, points, tool } = this.sheet.now;
      if (points.length) this.change({ points: [] });
      else if (sure.length + maybe.length < 2) this.clear();
      else this.turn(tool === "erase" ? "move" : "erase");
    }

    eraseAt(position) {
      const level = ["sure", "maybe"].find((name) => this.sheet.now[name].some((each) => draw.contains(each, position)));
      if (!level) return;
      draw.tick();
      const chosen = this.sheet.now[level].find((each) => draw.contains(each, position));
      this.change({ [level]: this.sheet.now[level].filter((each) => each !== chosen), tool: "move" });
    }

    fit() {
      const { sure, maybe, codes, place, points } = this.sheet.now;
      const drawn = L.latLngBounds([...sure, ...maybe].map(draw.latlngsOf).reduce((all, rings) => all.concat(...rings), []));
      this.paint.communesOf(codes).forEach((commune) => drawn.extend(L.geoJSON(commune).getBounds()));
      [...points, ...(place ? [place] : [])].forEach(([longitude, latitude]) => drawn.extend([latitude, longitude]));
      if (drawn.isValid()) this.map.fitBounds(drawn, { padding: [48, 48], maxZoom: 14, animate: false });
    }

    hint() {
      const { texts } = this;
      const { tool, level, points, place } = this.sheet.now;
      if (tool === "freehand") return level === "maybe" ? texts.hint_maybe : texts.hint_freehand;
      if (tool === "points") return points.length ? texts.hint_points_more : texts.hint_points;
      if (tool === "move") return this.isEmpty() ? texts.hint_move : texts.hint_done;
      return tool === "place" && place ? texts.hint_place_done : texts["hint_" + tool];
    }

    refresh(said) {
      const { now } = this.sheet;
      const drawing = now.tool === "freehand" || now.tool === "points";
      this.gesture.turn(drawing, now.tool);
      this.map.dragging[drawing ? "disable" : "enable"]();
      this.paint.trace([], false);
      this.paint.show(now);
      this.place.show(now.place);
      this.bar.refresh(now.tool, now.level, this.sheet.able(), now.points.length > 2, said || this.hint());
    }

    remove() {
      this.leave();
      this.gesture.turn(false);
      this.map.off("click", this.onClick);
      this.map.dragging.enable();
      this.place.show(null);
      this.loupe.hide();
      [this.keys, this.bar, this.paint].forEach((part) => part.remove());
    }
  }

  Object.assign(draw, { create: (map, options) => new Engine(map, options), TEXTS });
})();

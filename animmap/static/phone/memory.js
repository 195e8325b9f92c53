/* What this phone remembers of a room, in localStorage: who speaks, drafts, what was sent.
   Each value is read and written whole, at once: two tabs of one phone see the same. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const PREFIX = "animmap-" + ap.code + (ap.kiosk ? "-kiosk-" : "-");
  const spare = new Map();
  let kept = true;

  /* Storage may be refused (private window) or full: the open page then remembers alone. */
  function write(name, value) {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(PREFIX + name, text);
      spare.delete(name);
    } catch {
      spare.set(name, text);
      if (kept) ap.tell("fragile");
      kept = false;
    }
  }

  function read(name, otherwise) {
    let text = spare.get(name);
    try {
      if (text === undefined) text = localStorage.getItem(PREFIX + name);
      return text ? JSON.parse(text) : otherwise;
    } catch {
      return otherwise;
    }
  }

  function forget(name) {
    spare.delete(name);
    try { localStorage.removeItem(PREFIX + name); } catch { /* nothing was kept there */ }
  }

  function names(start) {
    const found = new Set(spare.keys());
    try {
      Object.keys(localStorage)
        .filter((name) => name.startsWith(PREFIX))
        .forEach((name) => found.add(name.slice(PREFIX.length)));
    } catch { /* only what the page holds */ }
    return [...found].filter((name) => name.startsWith(start));
  }

  /* Who speaks: the secret of this device, its college and name, what the server answered. */
  function person() {
    const device = read("device", "");
    return read("people", {})[device] || null;
  }

  function findPerson(device) {
    return read("people", {})[device] || null;
  }

  function keepPerson(changes) {
    const known = person() || { device: ap.secret(), college_id: null, label: "", joined: false };
    return keepPersonOf(known.device, Object.assign(known, changes), true);
  }

  function keepPersonOf(device, changes, current) {
    const people = read("people", {});
    people[device] = Object.assign({ device }, people[device], changes);
    write("people", people);
    if (current) write("device", device);
    ap.tell("person");
    return people[device];
  }

  /* A draft holds the drawing, the communes ticked, the words, and what it amends. Its name
     is the question's for something new, else that of what it amends. */
  function draft(key) {
    return read("draft-" + key, null);
  }

  function keepDraft(key, changes) {
    const made = Object.assign({ key, id: ap.identifier(), words: "" }, draft(key), changes);
    write("draft-" + key, made);
    return made;
  }

  function dropDraft(key) {
    forget("draft-" + key);
  }

  function drafts() {
    return names("draft-").map((name) => read(name, {}));
  }

  /* What the server has of mine, by identifier, as far as this phone knows. */
  function mine() {
    return read("mine", {});
  }

  function keepMine(id, changes) {
    const all = mine();
    all[id] = Object.assign({ id }, all[id], changes);
    write("mine", all);
    return all[id];
  }

  /* The next group finds a clean sheet; what waits to be sent keeps its own speaker. */
  function nextPerson() {
    names("draft-").forEach(forget);
    ["device", "mine"].forEach(forget);
    const waiting = new Set(read("queue", []).map((item) => item.device));
    const people = read("people", {});
    Object.keys(people).filter((device) => !waiting.has(device)).forEach((device) => delete people[device]);
    write("people", people);
  }

  ap.memory = {
    read, write, forget, person, findPerson, keepPerson, keepPersonOf, draft, keepDraft, dropDraft,
    drafts, mine, keepMine, nextPerson, isKept: () => kept,
  };
})();

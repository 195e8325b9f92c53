/* What waits to be sent: the oldest first, kept until the server says that it has it.

   An item carries its speaker, so that it leaves under the right name whoever holds the phone
   next. States: "waiting" (to send), "held" (the question is paused or closed: sent again when
   it opens), "refused" (somebody has to decide). */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const { memory, network } = ap;
  const LONGEST_WAIT_MS = 30000;
  const HELD = ["round_paused", "round_closed"];
  let sending = false;
  let failures = 0;
  let timer = null;

  function items() {
    return memory.read("queue", []);
  }

  function save(list) {
    memory.write("queue", list);
    ap.tell("queue");
  }

  function find(key) {
    return items().find((item) => item.key === key) || null;
  }

  function change(key, changes) {
    save(items().map((item) => (item.key === key ? Object.assign(item, changes) : item)));
  }

  function remove(key) {
    save(items().filter((item) => item.key !== key));
  }

  /* A send that never left is corrected in place: the server hears of the last words only.
     Taking back makes all that waited of it useless, and is asked only of what may have left. */
  function add(item) {
    const list = items();
    const same = list.filter((other) => other.id === item.id);
    const others = list.filter((other) => other.id !== item.id);
    const sent = same.filter((other) => other.op === "send" && other.tried);
    const unsent = same.some((other) => other.op === "send" && !other.tried);
    if (item.op !== "withdraw") save([...others, ...sent, fresh(unsent ? Object.assign({}, item, { op: "send" }) : item)]);
    else save(unsent ? others : [...others, fresh(item)]);
    return flush();
  }

  function fresh(item) {
    return Object.assign({ state: "waiting", tried: false, refusal: null, at: Date.now() }, item, {
      key: ap.identifier(),
    });
  }

  /* Refused or held items are tried once more. */
  function retry(key) {
    change(key, { state: "waiting", refusal: null });
    return flush();
  }

  /* Once a question is open again, what it held back leaves. */
  function release() {
    const open = new Set(ap.room.rounds.filter((round) => round.state === "open").map((round) => round.id));
    const freed = items().filter((item) => item.state === "held" && open.has(item.round_id));
    freed.forEach((item) => change(item.key, { state: "waiting", refusal: null }));
    return flush();
  }

  function next() {
    const blocked = new Set();
    return items().find((item) => {
      const free = item.state === "waiting" && !blocked.has(item.id);
      if (!free) blocked.add(item.id);
      return free;
    });
  }

  async function flush() {
    if (sending || ap.room_is_gone) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (let item = next(); item; item = next()) await send(item);
      failures = 0;
    } catch (error) {
      if (!(error instanceof network.NoAnswer)) throw error;
      failures += 1;
      const wait = Math.min(LONGEST_WAIT_MS, 1000 * Math.pow(2, failures));
      timer = setTimeout(flush, Math.max(wait, error.wait * 1000));
      ap.tell("offline");
    } finally {
      sending = false;
      ap.tell("queue");
    }
  }

  async function send(item) {
    if (!item.code && !(await isJoined(item))) return;
    if (!item.tried) change(item.key, { tried: true });
    const answer = await network.ask(...request(item));
    ap.tell("online");
    if (answer.ok) receive(item, answer.data);
    else await refuse(item, answer.data);
  }

  function request(item) {
    const path = "/" + item.what;
    const one = path + "/" + encodeURIComponent(item.id);
    const known = memory.mine()[item.id] || {};
    const version = item.version || known.version || 1;
    if (item.op === "withdraw") return ["DELETE", one, item, {}];
    if (item.op === "amend") return ["PUT", one, item, Object.assign({}, item.body, { version })];
    return ["POST", path, item, item.body];
  }

  async function isJoined(item) {
    const speaker = memory.findPerson(item.device) || {};
    if (speaker.joined) return true;
    const refusal = await join(item.device);
    if (refusal) await refuse(item, refusal);
    return !refusal;
  }

  /* Tell the server who speaks; null when it agrees, else its refusal. */
  async function join(device) {
    const { college_id, label } = memory.findPerson(device) || { college_id: null, label: "" };
    const answer = await network.ask("POST", "/join", { device }, { college_id, label });
    if (!answer.ok) return answer.data;
    const now = memory.findPerson(device) || {};
    const same = now.college_id === college_id && now.label === label;
    memory.keepPersonOf(device, { joined: same, my_code: answer.data.my_code });
    return null;
  }

  function receive(item, data) {
    const state = item.op === "withdraw" ? "withdrawn" : "sent";
    const current = memory.person();
    if (item.code || (current && current.device === item.device)) {
      memory.keepMine(item.id, {
        what: item.what, round_id: item.round_id, state, body: item.body, parts: item.parts,
        version: data.version, area_km2: data.area_km2, repairs: data.repairs || [], code: item.code,
      });
    }
    remove(item.key);
    ap.tell("received", item);
  }

  async function refuse(item, data) {
    if (data.code === "link_invalid" && !item.rejoined) {
      // A room may have forgotten this device and still be open: join once more, then send.
      memory.keepPersonOf(item.device, { joined: false });
      change(item.key, { rejoined: true });
      return;
    }
    if (data.code === "link_invalid" || data.code === "room_unknown") {
      ap.tell("gone");
      throw new network.NoAnswer(0);
    }
    if (item.op === "withdraw" && data.code === "not_found") {
      receive(item, {});
      return;
    }
    if (data.code === "edit_conflict" && (await isMineAlready(item))) return;
    const state = HELD.includes(data.code) ? "held" : "refused";
    change(item.key, { state, refusal: { code: data.code, message: data.message } });
  }

  /* An amendment may have been stored though its answer was lost on the way. */
  async function isMineAlready(item) {
    const found = (await fetchMine(item)).find((each) => each.id === item.id);
    if (!found) return false;
    const words = item.what === "sketches" ? "reason" : "words";
    if (found[words] !== item.body[words] || found.version !== (item.version || 1) + 1) {
      change(item.key, { version: found.version });
      return false;
    }
    receive(item, found);
    return true;
  }

  /* All that the server has of a speaker, told apart by kind. */
  async function fetchMine(by) {
    const answer = await network.ask("GET", "/mine", by);
    if (!answer.ok) return Promise.reject(Object.assign(new Error(answer.data.message), answer.data));
    const named = (what) => (each) => Object.assign({ what }, each);
    return [...answer.data.sketches.map(named("sketches")), ...answer.data.answers.map(named("answers"))];
  }

  function pending() {
    return items().filter((item) => item.state !== "refused").length;
  }

  ap.queue = { items, find, add, remove, retry, release, flush, join, fetchMine, pending };
})();

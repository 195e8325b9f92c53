/* What every part of the phone page shares: its texts, its elements, its identifiers. */
(function () {
  "use strict";
  const am = (window.animmap = window.animmap || {});
  const page = JSON.parse(document.getElementById("page").textContent);
  const listeners = {};

  /* A text of the catalogue; a plural takes its form from the value named n. */
  function say(key, values) {
    const found = page.texts[key];
    if (!Array.isArray(found)) return am.fill(found, values || {});
    const many = page.language === "fr" ? values.n >= 2 : values.n !== 1;
    return am.fill(found[many ? 1 : 0], values);
  }

  /* What people typed, its punctuation and its units held to the word before. */
  function held(words) {
    const marked = words.replace(/ (?=[?!:;»%])/g, "\u00a0").replace(/« /g, "«\u00a0");
    return marked.replace(/(\d) (?=(h|km|€)(?![a-zà-ÿ]))/g, "$1\u00a0");
  }

  /* An element and its children: nodes, or words that are shown as they are. */
  function make(tag, className, ...children) {
    const made = am.element(tag, className);
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  }

  function button(words, className, action) {
    const made = make("button", className, words);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function field(tag, name, words, value) {
    const label = make("label", "field-name", words);
    const input = make(tag, "field");
    input.id = "field-" + name;
    input.value = value || "";
    input.autocomplete = "off";
    label.htmlFor = input.id;
    return { label, input };
  }

  function clear(node) {
    while (node.firstChild) node.removeChild(node.firstChild);
    return node;
  }

  function randomBytes(count) {
    return Array.from(window.crypto.getRandomValues(new Uint8Array(count)));
  }

  /* 43 signs fit for an address: what tells this phone from the others. */
  function secret() {
    const letters = btoa(String.fromCharCode(...randomBytes(32)));
    return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  /* Random UUID; crypto.randomUUID is missing over plain HTTP. */
  function identifier() {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = bytes.map((byte) => (byte + 256).toString(16).slice(1)).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function area(km2) {
    const decimals = km2 >= 100 || !km2 ? 0 : km2 >= 10 ? 1 : 2; /* as on every other screen */
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const written = new Intl.NumberFormat(page.language, digits).format(km2);
    return written.replace(/\u202f/g, "\u00a0") + "\u00a0km²"; /* the narrow space is hardly seen in our font */
  }

  function on(name, action) {
    (listeners[name] = listeners[name] || []).push(action);
  }

  function tell(name, value) {
    (listeners[name] || []).forEach((action) => action(value));
  }

  window.animmapPhone = {
    page, code: page.code, kiosk: page.kiosk, screens: {}, room: page.room,
    say, held, make, button, field, clear, secret, identifier, area, on, tell,
  };
})();

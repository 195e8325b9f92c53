/* Text from people reaches the page here and only here, as textContent: never as markup. */
(function () {
  "use strict";

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = String(text);
    return made;
  }

  function decode(payload) {
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  function fill(sentence, values) {
    return String(sentence).replace(/\{(\w+)\}/g, (whole, name) =>
      name in values ? String(values[name]) : whole
    );
  }

  function worded(table, code) {
    return (table && table[code]) || code || "";
  }

  function line(parent, className, text) {
    if (text) parent.appendChild(element("p", className, text));
  }

  /* The card of an actor, structure, resource or living asset. */
  function card(properties, labels, commune) {
    const box = element("article", "am-card");
    box.appendChild(element("h3", "am-card-title", properties.name));
    const kind = worded(labels.kinds, properties.layer + "." + properties.kind);
    line(box, "am-card-kind", [worded(labels.layers, properties.layer), kind].filter(Boolean).join(" · "));
    line(box, "am-card-line", properties.college);
    line(box, "am-card-text", properties.description);
    const themes = (properties.themes || []).map((theme) => worded(labels.themes, theme));
    if (themes.length) {
      const list = element("ul", "am-card-themes");
      themes.forEach((theme) => list.appendChild(element("li", "", theme)));
      box.appendChild(list);
    }
    line(box, "am-card-line", commune);
    line(box, "am-card-credit", properties.credit);
    return box;
  }

  function tip(lines) {
    const box = element("div", "am-tip");
    lines.filter(Boolean).forEach((text, rank) =>
      box.appendChild(element(rank ? "span" : "strong", "am-tip-line", text))
    );
    return box;
  }

  Object.assign(window.animmap, { element, decode, fill, worded, card, tip });
})();

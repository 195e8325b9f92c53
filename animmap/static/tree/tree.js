/* The tree of sketches: a name or a join is a button. One stop of the tab key; arrows walk it:
   up and down from name to name, right to what a branch joins, left back to what it holds. */
(function () {
  "use strict";
  const { part, follow, choose, steady } = window.component;
  const buttons = [];
  let asked = null;
  let here = 0;

  function fit() {
    window.component.fit(document.body.scrollHeight);
  }

  function walk(rank) {
    if (!buttons[rank]) return;
    buttons[here].tabIndex = -1;
    here = rank;
    buttons[here].tabIndex = 0;
    buttons[here].focus();
  }

  /* Nodes are sketches in their order, then joins; each says where an arrow leads. */
  function onKey(event) {
    const { up, down, join, holds } = asked.nodes[here];
    const last = asked.leaves - 1;
    const lead = {
      ArrowUp: up, ArrowDown: down, ArrowRight: join, ArrowLeft: holds, Home: 0, End: last,
    }[event.key];
    if (lead === undefined) return;
    event.preventDefault();
    if (lead !== null) walk(lead);
  }

  function add(rank) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.addEventListener("click", () => {
      walk(rank);
      choose({ node: rank });
    });
    button.addEventListener("keydown", onKey);
    part("tree").append(button);
    buttons.push(button);
  }

  function place(button, node) {
    button.className = node.holds === null ? "leaf" : "join";
    button.setAttribute("aria-label", node.name);
    button.setAttribute("aria-pressed", String(node.pressed));
    button.title = node.name;
    ["left", "top", "width", "height"].forEach((side) => {
      button.style[side] = 100 * node[side] + "%";
    });
  }

  function render(wanted) {
    asked = wanted;
    part("tree").setAttribute("aria-label", wanted.label);
    part("picture").alt = wanted.alt;
    if (part("picture").src !== wanted.picture) part("picture").src = wanted.picture;
    while (buttons.length > wanted.nodes.length) buttons.pop().remove();
    while (buttons.length < wanted.nodes.length) add(buttons.length);
    wanted.nodes.forEach((node, rank) => place(buttons[rank], node));
    here = Math.min(here, buttons.length - 1);
    buttons[here].tabIndex = 0;
    fit();
  }

  part("picture").addEventListener("load", () => {
    fit();
    steady();
  });
  window.addEventListener("resize", fit);
  follow(render);
})();

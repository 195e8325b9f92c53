/* What a component of ours says to the page that frames it, and hears from it. */
(function () {
  "use strict";
  const part = (id) => document.getElementById(id);

  function tell(type, facts) {
    const message = Object.assign({ isStreamlitMessage: true, type: "streamlit:" + type }, facts);
    window.parent.postMessage(message, window.location.origin);
  }

  /* Draw what the page asks for, now and whenever it asks for something else. */
  function follow(render) {
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.data.type !== "streamlit:render") return;
      document.documentElement.lang = event.data.args.language;
      render(event.data.args);
    });
    tell("componentReady", { apiVersion: 1 });
  }

  /* The moment tells two choices of the same thing apart. */
  function choose(facts) {
    tell("setComponentValue", { dataType: "json", value: { ...facts, at: Date.now() } });
  }

  function fit(height) {
    tell("setFrameHeight", { height: Math.ceil(height) });
  }

  /* A mark for whoever waits for what is drawn: a reader's tool, a test. */
  function steady() {
    document.documentElement.dataset.steady = "true";
  }

  window.component = { part, follow, choose, fit, steady };
})();

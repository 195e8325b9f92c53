/* Outlines not sent yet, kept in the memory of the tab: a reload loses nothing. */
(function () {
  "use strict";
  const PREFIX = "animmap-draft-";
  const SENT = "animmap-sent-";

  /* Storage may be refused (private window) or full: drawing goes on without it. */
  function attempt(action, otherwise) {
    try {
      return action();
    } catch {
      return otherwise;
    }
  }

  const drafts = {
    keep(key, rings) {
      attempt(() => sessionStorage.setItem(PREFIX + key, JSON.stringify(rings)));
    },

    recall(key) {
      return attempt(() => JSON.parse(sessionStorage.getItem(PREFIX + key) || "[]"), []);
    },

    lastSent(key) {
      return attempt(() => sessionStorage.getItem(SENT + key), null);
    },

    /* What was sent under any name leaves the memory. */
    forget(key, token) {
      attempt(() => {
        Object.keys(sessionStorage)
          .filter((name) => name.startsWith(PREFIX))
          .forEach((name) => sessionStorage.removeItem(name));
        sessionStorage.setItem(SENT + key, token);
      });
    },
  };

  window.animmap.drafts = drafts;
})();

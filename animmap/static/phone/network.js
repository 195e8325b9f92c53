/* Asking the server: an answer with its status, or the certainty that none came. */
(function () {
  "use strict";
  const ap = window.animmapPhone;
  const PATIENCE_MS = 15000;
  const BASE = "/api/rooms/" + encodeURIComponent(ap.code);

  class NoAnswer extends Error {
    constructor(wait) {
      super("no answer");
      this.wait = wait || 0;
    }
  }

  /* Who asks: this device, or another one through its code. */
  function identity(by) {
    return by.code ? { "X-Animmap-Code": by.code } : { "X-Animmap-Device": by.device };
  }

  async function ask(method, path, by, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    const headers = Object.assign({ Accept: "application/json" }, by ? identity(by) : {});
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(BASE + path + "?lang=" + ap.page.language, {
        method, headers, signal: stop.signal, credentials: "same-origin",
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const data = await answer.json();
      if (answer.status >= 500 || answer.status === 429) {
        throw new NoAnswer(Number(answer.headers.get("Retry-After")) || 0);
      }
      return { status: answer.status, ok: answer.ok, data };
    } catch (error) {
      throw error instanceof NoAnswer ? error : new NoAnswer(0);
    } finally {
      clearTimeout(timer);
    }
  }

  ap.network = { ask, NoAnswer, address: (path) => BASE + path };
})();

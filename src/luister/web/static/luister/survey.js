// Keeps a customer's answers in the browser until the server has them, and sends them again when the connection broke.
// The form carries its own idempotency key, so sending twice counts once. Without this script the form works as it is.
(() => {
  "use strict";
  const prefix = "luister-answers:";
  const storage = (() => {
    try {
      return window.localStorage;
    } catch {
      return null; // the browser keeps nothing here: then neither do we
    }
  })();
  if (!storage) return;

  const done = document.querySelector("[data-survey-done]");
  if (done) storage.removeItem(prefix + done.dataset.surveyDone);

  const form = document.querySelector("form[data-survey]");
  if (!form) return;
  const place = prefix + form.dataset.surveyKey;
  // The language is that of the page one is on, not of the one where the answer was begun.
  const own = (name) => name !== "lang";

  const keep = () => {
    const answers = [...new FormData(form)].filter(([name, value]) => own(name) && typeof value === "string");
    try {
      storage.setItem(place, JSON.stringify({ at: Date.now(), answers }));
    } catch {
      // full or forbidden: the answers are still in the form
    }
  };
  const restore = () => {
    const kept = storage.getItem(place);
    if (!kept) return;
    const { at, answers } = JSON.parse(kept);
    if (Date.now() - at > 7 * 86400000) return storage.removeItem(place);
    for (const [name, value] of answers) {
      for (const input of form.elements) {
        if (input.name !== name) continue;
        if (input.type === "radio" || input.type === "checkbox") input.checked ||= input.value === value;
        else if (input.type === "hidden" || input.value === "") input.value = value;
      }
    }
  };
  // A page that comes back with errors already holds what was typed.
  if (form.dataset.surveyBound !== "yes") restore();
  form.addEventListener("input", keep);

  const notice = form.querySelector("[data-survey-offline]");
  const send = async () => {
    keep();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await fetch(form.action || location.href, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          credentials: "same-origin",
          headers: { Accept: "text/html" },
        });
        if (response.status < 500 && response.status !== 429) return finish(response);
      } catch {
        // no connection: wait and send the same again
      }
      if (notice) notice.hidden = false;
      await wait(Math.min(30000, 1500 * 2 ** attempt));
    }
  };
  const wait = (milliseconds) =>
    new Promise((next) => {
      const timer = setTimeout(next, milliseconds);
      window.addEventListener("online", () => { clearTimeout(timer); next(); }, { once: true });
    });
  const finish = async (response) => {
    if (response.redirected) {
      storage.removeItem(place);
      return location.replace(response.url);
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.querySelector("[data-survey-done]")) storage.removeItem(place);
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.scrollTo(0, 0);
    const first = document.querySelector("[role=alert], [aria-invalid=true]");
    if (first) first.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
})();

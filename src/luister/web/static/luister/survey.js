// Keeps a customer's answers in the browser until the server has them, and sends them again when the connection broke.
// The form carries its own idempotency key, so sending twice counts once. Without this script the form works as it is.
(() => {
  "use strict";
  const prefix = "luister-answers:";
  const patience = 4;
  const week = 7 * 86400000;
  const storage = (() => {
    try {
      return window.localStorage;
    } catch {
      return null; // the browser keeps nothing here: then neither do we
    }
  })();
  if (!storage) return;

  // The language is that of the page one is on, not of the one where the answer was begun.
  const own = (name) => name !== "lang";
  const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => own(name) && typeof value === "string");
  const wait = (milliseconds) =>
    new Promise((next) => {
      const timer = setTimeout(next, milliseconds);
      window.addEventListener("online", () => { clearTimeout(timer); next(); }, { once: true });
    });

  const keep = (form, place) => {
    if (form.dataset.surveyKeep === "no") return; // a device that the next customer uses
    try {
      storage.setItem(place, JSON.stringify({ at: Date.now(), answers: fieldsOf(form) }));
    } catch {
      // full or forbidden: the answers are still in the form
    }
  };
  const restore = (form, place) => {
    const kept = storage.getItem(place);
    if (!kept) return;
    const { at, answers } = JSON.parse(kept);
    if (Date.now() - at > week) return storage.removeItem(place);
    for (const [name, value] of answers) {
      for (const input of form.elements) {
        if (input.name !== name) continue;
        if (input.type === "radio" || input.type === "checkbox") input.checked ||= input.value === value;
        else if (input.type === "hidden" || input.value === "") input.value = value;
      }
    }
  };

  const send = async (form, place) => {
    const body = new URLSearchParams(new FormData(form));
    const button = form.querySelector("[type=submit]");
    const notice = form.querySelector("[data-survey-offline]");
    keep(form, place);
    button.disabled = true;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, credentials: "same-origin" });
        // A server that is busy soon has time again. One that stays so says on its page what to do.
        if (response.status < 500 || attempt >= patience) return show(response, place);
      } catch {
        // no connection: wait and send the same again
      }
      if (notice) notice.hidden = false;
      await wait(Math.min(30000, 1000 * 2 ** attempt));
    }
  };
  const show = async (response, place) => {
    if (response.redirected) {
      storage.removeItem(place);
      return location.replace(response.url);
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of page.querySelectorAll("[autofocus]")) part.removeAttribute("autofocus");
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.scrollTo(0, 0);
    document.querySelector("[role=alert]")?.focus();
    begin();
  };

  const begin = () => {
    const done = document.querySelector("[data-survey-done]");
    if (done) storage.removeItem(prefix + done.dataset.surveyDone);
    const form = document.querySelector("form[data-survey]");
    if (!form) return;
    const place = prefix + form.dataset.surveyKey;
    // A page that comes back with errors already holds what was typed.
    if (form.dataset.surveyBound !== "yes") restore(form, place);
    form.addEventListener("input", () => keep(form, place));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, place);
    });
  };
  begin();
})();

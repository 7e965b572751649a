// What pages do beyond what they do without a script. Nothing here is needed to use Luister.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("has-js");

  // Light or dark: kept in a cookie, so that the server draws the next page right from the start.
  const choose = (theme) => {
    if (theme === "auto") root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", theme);
    const kept = theme === "auto" ? 0 : 31536000;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `luister_theme=${theme}; Path=/; Max-Age=${kept}; SameSite=Lax${secure}`;
    show(theme);
  };
  const show = (theme) => {
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  };

  document.addEventListener("click", (event) => {
    const themeButton = event.target.closest("[data-theme-choice]");
    if (themeButton) choose(themeButton.dataset.themeChoice);

    const copyButton = event.target.closest("[data-copy]");
    if (copyButton) {
      const source = document.querySelector(copyButton.dataset.copy);
      const text = source ? (source.value ?? source.textContent) : "";
      navigator.clipboard.writeText(text).then(() => {
        if (copyButton.dataset.copied) copyButton.textContent = copyButton.dataset.copied;
      });
    }

    // A menu closes when one presses elsewhere.
    for (const menu of document.querySelectorAll("details.menu[open], details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open], details.more[open], details.confirm[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // Filters send themselves: at once when something is chosen, after a pause while someone types.
  const send = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const address = `${form.getAttribute("action") || location.pathname}?${query}`;
    const target = form.dataset.target;
    if (!target || !window.htmx) return location.assign(address);
    window.htmx
      .ajax("GET", address, { target, select: target, swap: "outerHTML" })
      .then(() => history.replaceState(history.state, "", address));
  };
  let pause;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (form && !event.target.matches("input[type=search], input[type=text], input[type=date]")) send(form);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-auto-submit][data-target]");
    clearTimeout(pause);
    if (form && event.target.matches("input[type=search]")) pause = setTimeout(() => send(form), 500);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-auto-submit]")) return;
    event.preventDefault();
    send(event.target);
  });

  // What was typed and not sent is not lost by a wrong click.
  const changed = new WeakSet();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-confirm-leave]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-confirm-leave]")) {
      if (changed.has(form)) event.preventDefault();
    }
  });

  // Charts: the drawing script is large, so it is fetched only for a page that has one.
  let vega;
  const fetchVega = () =>
    (vega ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.vega;
      script.onload = () => done(window.vegaEmbed);
      script.onerror = failed;
      document.head.append(script);
    }));
  const draw = async (figure) => {
    figure.dataset.drawn = "yes";
    const data = JSON.parse(document.getElementById(`${figure.dataset.chart}-data`).textContent);
    const canvas = figure.querySelector(".chart-canvas");
    try {
      const embed = await fetchVega();
      await document.fonts.ready;
      await embed(canvas, data.spec, {
        ast: true,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        actions: false,
        renderer: "svg",
        formatLocale: data.formatLocale,
        timeFormatLocale: data.timeFormatLocale,
      });
      canvas.querySelector("svg").setAttribute("aria-hidden", "true"); // the canvas itself says what there is to see
    } catch {
      const picture = new Image();
      picture.src = figure.dataset.picture;
      picture.alt = canvas.getAttribute("aria-label");
      canvas.replaceChildren(picture);
    }
  };
  const drawAll = () => {
    for (const figure of document.querySelectorAll("[data-chart]:not([data-drawn])")) draw(figure);
  };
  document.addEventListener("htmx:afterSettle", drawAll);
  const begin = () => {
    show(root.getAttribute("data-bs-theme") || "auto");
    drawAll();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

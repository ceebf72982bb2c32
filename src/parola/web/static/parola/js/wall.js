/* The wall: one panel at a time, time that runs down by itself, and a word when no news came. Nothing here is pressed. */
(() => {
  "use strict";
  const TURN = 20_000, STALE = 120_000, FRESH_PAGE = 6 * 3_600_000;
  const body = document.body;
  const began = Date.now();
  let turned = began, shown = 0, heard = began, ahead = 0;

  const panels = () => [...document.querySelectorAll("[data-panel]")];
  const turn = () => {
    const all = panels();
    if (!all.length) return;
    shown %= all.length;
    all.forEach((panel, place) => panel.toggleAttribute("data-shown", place === shown));
  };

  /* The server's clock decides, whatever the screen's own says. */
  const read = () => {
    const at = document.querySelector("[data-as-of]");
    if (at) ahead = Date.parse(at.dataset.asOf) - Date.now();
    turn();
    tick();
  };

  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    const now = Date.now() + ahead;
    for (const left of document.querySelectorAll("[data-until]")) {
      const seconds = Math.max(0, Math.floor((Date.parse(left.dataset.until) - now) / 1000));
      const hours = Math.floor(seconds / 3600);
      left.dir = "ltr";
      left.textContent = `${hours}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    }
    const stale = Date.now() - heard > STALE;
    const told = document.querySelector("[data-stale]");
    if (told && told.hidden === stale) {
      told.hidden = !stale;
      body.classList.toggle("old", stale);
      const since = new Date(heard);
      told.querySelector("[data-stale-since]").textContent = `${two(since.getHours())}:${two(since.getMinutes())}`;
    }
    if (Date.now() - turned > TURN) {
      turned = Date.now();
      shown += 1;
      turn();
    }
    if (!stale && Date.now() - began > FRESH_PAGE) location.reload(); // a new release, and a memory that does not grow
  };

  body.setAttribute("data-scripted", "");
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) heard = Date.now(); });
  document.addEventListener("htmx:afterSettle", read);
  read();
  setInterval(tick, 1000);
})();

/* Solutions while somebody writes a request: asked for after a pause, once there are some words. Nothing is missing without. */
(() => {
  "use strict";
  const PAUSE = 700;
  const FEWEST_WORDS = 3;
  const place = document.querySelector("[data-suggest]");
  if (!place) return;
  const form = place.closest("form");
  const told = form.querySelector("[data-suggest-told]");
  let last = "";
  let timer = 0;

  const ask = () => {
    const said = `${form.elements.subject.value} ${form.elements.text.value}`.trim().replace(/\s+/g, " ");
    const reading = place.querySelector("details[open]");
    if (reading || said === last || said.split(" ").length < FEWEST_WORDS) return;
    last = said;
    window.htmx.trigger(place, "suggest");
  };
  form.addEventListener("input", (event) => {
    if (event.target.name !== "subject" && event.target.name !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  /* A screen reader is told that there is something, and not all of it. */
  place.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== place) return;
    const heading = place.querySelector("h2");
    told.textContent = heading ? heading.textContent : "";
  });
})();

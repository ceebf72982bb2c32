/* The little that every page needs of script. Each works without it, but for what only script can do. */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-call-open]") && find("[data-call]") && !find("[data-call]").open) find("[data-call]").showModal();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && find(".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* On a phone the menu scrolls: where one is stands in sight. */
  const place = find(".side nav [aria-current]");
  if (place) {
    const menu = place.closest("nav");
    const [at, room] = [place.getBoundingClientRect(), menu.getBoundingClientRect()];
    menu.scrollLeft += (at.left + at.right - room.left - room.right) / 2;
  }

  /* A part that is fetched again must not take the focus away from what one is on. */
  const named = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    for (const name of ["data-row", "href", "name"]) {
      const value = element.getAttribute(name);
      if (value) return `${element.localName}[${name}="${CSS.escape(value)}"]` + (name === "name" && element.value ? `[value="${CSS.escape(element.value)}"]` : "");
    }
    return null;
  };
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const here = document.activeElement;
    focused = event.detail.target.contains(here) ? named(here) : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const again = focused && document.activeElement === document.body && find(focused);
    if (again) again.focus({ preventScroll: true });
  });

  /* A page that cannot be refreshed says so, instead of showing old times as if they were new. */
  const offline = (is) => { for (const banner of document.querySelectorAll("[data-offline]")) banner.hidden = !is; };
  document.addEventListener("htmx:afterRequest", (event) => offline(!event.detail.successful));
})();

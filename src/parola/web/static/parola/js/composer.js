/* What is written under a ticket: canned replies open below it, and what is chosen goes to where the cursor was. */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);

  /* Small until somebody writes. It grows with the field alone: what moved under a button that is being pressed would not be pressed. */
  const composer = find(".composer");
  const isEmpty = () => [...composer.querySelectorAll("textarea")].every((area) => !area.value);
  if (composer && isEmpty() && !composer.contains(document.activeElement)) composer.dataset.resting = "";
  if (composer) composer.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) delete composer.dataset.resting;
  });

  const put = (text) => {
    const area = find(".reply-form textarea");
    area.focus();
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const closeCanned = () => {
    find("[data-canned-list]").replaceChildren();
    find(".reply-form textarea").focus();
  };
  /* Only then is it listened to: what is typed sooner would find nothing. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const list = event.target.closest("[data-canned-list]");
    const search = list && list.querySelector("input[type=search]");
    if (search && !list.contains(document.activeElement)) search.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const chosen = event.detail.target.matches("[data-canned-said]") && event.detail.target.querySelector("[data-canned-text]");
    if (chosen) {
      put(chosen.value);
      chosen.remove();
      closeCanned();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-canned-list]")) closeCanned();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest(".composer form");
    if (form) form.requestSubmit(form.querySelector("button.main"));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-canned-close]")) closeCanned();
  });
})();

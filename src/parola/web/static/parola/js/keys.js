/* Keys. What a key works says so itself: data-key="r" on a link, a button, a field or a <details>; data-key="g q" is one after the other.
   The sheet lists them (tests/web/test_keys.py holds the two together), and the palette offers what has one. */
(() => {
  "use strict";

  const SWITCH = "parola-keys";
  const PAUSE = 1500; // milliseconds between the two letters of a key
  const find = (selector) => document.querySelector(selector);

  const areOn = () => {
    try {
      return localStorage.getItem(SWITCH) !== "off";
    } catch {
      return false; // in a frame of another site a browser may keep nothing
    }
  };
  const isWriting = (element) =>
    element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog[open]") !== null;
  /* Escape leaves a field, so that the keys work again. First it closes what the field offers, and empties a search. */
  const leaves = (element) =>
    element.matches("input, textarea") && !element.closest("dialog") && element.ariaExpanded !== "true" && !(element.type === "search" && element.value);
  const inSight = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;

  /* The letter on the key: a keyboard that writes Arabic has the same keys in the same places. */
  const PLACES = { Slash: ["/", "?"] };
  const letter = (event) => {
    if (event.key.length > 1 || event.key < "\x7f") return event.key;
    if (event.code in PLACES) return PLACES[event.code][event.shiftKey ? 1 : 0];
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
  };

  /* Do what the element is there for: write in a field, open what is folded, press what can be pressed. */
  const work = (element) => {
    const field = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea";
    if (element.matches("details")) {
      element.open = true;
      (element.querySelector(`${field}, button`) || element.querySelector("summary")).focus();
    } else if (element.matches(field)) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
    const onward = element.dataset.keyThen && find(element.dataset.keyThen);
    if (onward) onward.focus();
  };

  /* In a list real focus moves, so that Enter, screen readers and the eye agree on where one is. */
  const step = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")].filter(inSight);
    const around = document.activeElement.closest(".row");
    const here = rows.findIndex((row) => row === document.activeElement || (around && around.contains(row)));
    const next = rows[here === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1)];
    if (next) next.focus();
  };

  const showSheet = () => find("#keys") && find("#keys").showModal();
  const OWN = { j: () => step(1), k: () => step(-1), "?": showSheet };

  const named = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const worked = (key) => {
    const all = named(key).filter(inSight);
    const behind = all.length ? null : named(key).find((each) => each.dataset.keyAfter);
    if (behind && worked(behind.dataset.keyAfter)) {
      work(worked(behind.dataset.keyAfter));
      return inSight(behind) ? behind : undefined;
    }
    return all.find((each) => each.closest("main")) || all[0];
  };
  let before = { letter: "", at: 0 };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!areOn()) return;
    if (event.key === "Escape" && leaves(event.target)) event.target.blur();
    if (isWriting(event.target)) return;
    const typed = letter(event);
    const two = before.letter && event.timeStamp - before.at < PAUSE ? `${before.letter} ${typed}` : "";
    before = { letter: two ? "" : typed, at: event.timeStamp };
    const element = (two && worked(two)) || worked(typed);
    const own = OWN[typed];
    if (!element && !own) return;
    event.preventDefault();
    before.letter = "";
    if (element) work(element);
    else own();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) showSheet();
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) button.hidden = false;
  const toggle = find("[data-keys-switch]");
  if (toggle) {
    toggle.checked = areOn();
    toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
  }

  document.addEventListener("parola:work", (event) => work(event.target));
})();

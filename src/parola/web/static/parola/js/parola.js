/* Keys, and the little that only script can do. Every page works without this file. */
(() => {
  "use strict";

  const SWITCH = "parola-keys";
  const keysAreOn = () => {
    try {
      return localStorage.getItem(SWITCH) !== "off";
    } catch {
      return false; // in a frame of another site a browser may keep nothing
    }
  };
  const find = (selector) => document.querySelector(selector);

  const isWriting = (element) =>
    element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog[open]") !== null;

  /* The queue: real focus moves, so that Enter, screen readers and the eye agree on where one is. */
  const step = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = rows.indexOf(document.activeElement);
    const next = rows[here === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1)];
    if (next) next.focus();
  };

  const write = (kind) => {
    const tab = find(`[name=compose][value=${kind}]`);
    if (!tab) return;
    tab.checked = true;
    find(`.${kind}-form textarea`).focus();
  };

  const open = (selector) => {
    const details = find(selector);
    if (!details) return;
    details.open = true;
    const target = details.querySelector("select, input:not([type=hidden]), textarea") || details.querySelector("summary");
    target.focus();
  };

  /* Canned replies: the list opens under the reply, and what is chosen goes to where the cursor was. */
  const canned = () => {
    const button = find("[data-canned-open]");
    if (!button) return;
    write("reply");
    button.click();
  };
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
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches("[data-canned-list]")) {
      const search = event.detail.target.querySelector("input[type=search]");
      if (search && !event.detail.target.contains(document.activeElement)) search.focus();
    }
    const chosen = event.detail.target.matches("[data-canned-said]") && event.detail.target.querySelector("[data-canned-text]");
    if (chosen) {
      put(chosen.value);
      chosen.remove();
      closeCanned();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-canned-list]")) closeCanned();
  });

  const follow = (selector) => {
    const link = find(selector);
    if (link) link.click();
  };

  const showKeys = () => find("#keys") && find("#keys").showModal();

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => find("[data-find]") && find("[data-find]").focus(),
    "?": showKeys,
    q: () => follow("[data-queue]"),
    r: () => write("reply"),
    n: () => write("note"),
    c: () => canned(),
    p: () => open("[data-priority]"),
    a: () => open("[data-assign]"),
    w: () => open("[data-why]"),
    t: () => follow("[data-call-open]"),
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest(".composer form");
      if (form) form.requestSubmit(form.querySelector("button.main"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysAreOn() || isWriting(event.target)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-keys-open]")) showKeys();
    if (event.target.closest("[data-call-open]") && find("[data-call]") && !find("[data-call]").open) find("[data-call]").showModal();
    if (event.target.closest("[data-canned-close]")) closeCanned();
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

  /* The text of an agreement: its numbers grow with it, and a link to a line puts the cursor there. */
  const text = find(".editor textarea");
  if (text) {
    const numbers = find("[data-numbers]");
    const count = () => text.value.split("\n").length;
    const fit = () => {
      while (numbers.children.length < count()) {
        const number = document.createElement("li");
        number.textContent = String(numbers.children.length + 1);
        number.id = `line-${number.textContent}`;
        numbers.append(number);
      }
      while (numbers.children.length > count()) numbers.lastElementChild.remove();
      text.rows = count() + 3;
    };
    const goTo = () => {
      const line = Number((location.hash.match(/^#line-(\d+)$/) || [])[1]);
      if (!line) return;
      const start = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      text.focus({ preventScroll: true });
      text.setSelectionRange(start, start);
      numbers.children[Math.min(line, numbers.children.length) - 1].scrollIntoView({ block: "center" });
    };
    text.addEventListener("input", fit);
    window.addEventListener("hashchange", goTo);
    window.addEventListener("load", () => setTimeout(goTo)); // the browser goes to the line first, and takes the focus along
  }

  /* A part that is fetched again must not take the focus away from the link one is on. */
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const here = document.activeElement;
    focused = event.detail.target.contains(here) ? here.getAttribute("href") : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const again = focused && find(`a[href="${CSS.escape(focused)}"]`);
    if (again) again.focus({ preventScroll: true });
  });

  /* A page that cannot be refreshed says so, instead of showing old times as if they were new. */
  const offline = (is) => { for (const banner of document.querySelectorAll("[data-offline]")) banner.hidden = !is; };
  document.addEventListener("htmx:afterRequest", (event) => offline(!event.detail.successful));

  for (const button of document.querySelectorAll("[data-keys-open]")) button.hidden = false;
  const keySwitch = find("[data-keys-switch]");
  if (keySwitch) {
    keySwitch.checked = keysAreOn();
    keySwitch.addEventListener("change", () => localStorage.setItem(SWITCH, keySwitch.checked ? "on" : "off"));
  }
})();

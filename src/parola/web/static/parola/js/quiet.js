/* A part that is fetched again changes where it differs and nowhere else: what one types, has opened, has focused or reads stays
   as it is. For htmx: hx-swap="quiet". */
(() => {
  "use strict";
  const KEPT = ["open", "data-new"]; // what the reader, or this script, has said
  const CONTROLS = "input:not([type=hidden]), textarea, select";
  const key = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    const row = node.matches("[data-row]") ? node : node.querySelector(":scope > [data-row]");
    return node.id || (row ? `row ${row.dataset.row}` : node.getAttribute("aria-labelledby") || "");
  };
  const isTouched = (control) => {
    if (control === document.activeElement) return true;
    if (control.matches("select")) return [...control.options].some((option) => option.selected !== option.defaultSelected);
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
    return control.value !== control.defaultValue;
  };

  const morph = (here, there, added) => {
    if (here.isEqualNode(there)) return;
    if (here.nodeType !== Node.ELEMENT_NODE) {
      here.data = there.data;
      return;
    }
    if (here.matches("details[open][hx-get]")) return; // its steps were fetched when it was opened
    if (here.matches("form") && [...here.querySelectorAll(CONTROLS)].some(isTouched)) return;
    if (here.matches(CONTROLS)) {
      if (!isTouched(here)) here.replaceWith(there);
      return;
    }
    for (const { name } of [...here.attributes]) if (!there.hasAttribute(name) && !KEPT.includes(name)) here.removeAttribute(name);
    for (const { name, value } of there.attributes) {
      if (here.getAttribute(name) !== value && !(name === "open" && here.matches("details"))) here.setAttribute(name, value);
    }
    children(here, there, added);
  };

  const children = (here, there, added) => {
    const keyed = new Map([...here.children].filter(key).map((child) => [key(child), child]));
    let at = here.firstChild;
    for (const next of [...there.childNodes]) {
      let found = keyed.get(key(next));
      if (!key(next)) {
        found = at;
        while (found && (found.nodeName !== next.nodeName || key(found))) found = found.nextSibling;
      }
      if (!found || found.nodeName !== next.nodeName) {
        here.insertBefore(next, at);
        if (next.nodeType === Node.ELEMENT_NODE) added.push(next);
        continue;
      }
      if (found === at) at = at.nextSibling;
      else here.insertBefore(found, at);
      morph(found, next, added);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  /* What is new in a conversation is marked, and told to screen readers: once, politely. */
  const mark = (target, added) => {
    const fresh = added.filter((element) => element.matches("[id^=event-]"));
    const told = document.querySelector("[data-fresh]");
    if (!target.matches("#conversation") || !fresh.length || !told) return;
    for (const element of fresh) element.dataset.new = told.dataset.word;
    told.textContent = [told.dataset.fresh, ...fresh.map((element) => (element.querySelector("header") || element).textContent.trim())].join(" ");
  };

  window.htmx.defineExtension("quiet", {
    handleSwap: (style, target, fragment) => {
      if (style !== "quiet") return false;
      const added = [];
      const one = fragment.children.length === 1 && target.id && fragment.firstElementChild.id === target.id;
      const here = document.activeElement;
      children(target, one ? fragment.firstElementChild : fragment, added);
      if (here.isConnected && here !== document.activeElement) here.focus({ preventScroll: true });
      mark(target, added);
      return added;
    },
  });
  document.body.setAttribute("hx-ext", "quiet");
})();

/* What is typed into a request is kept in this browser until it is sent, so that a session that ends loses nothing. It is for its writer
   alone: what another person left here goes, and so does what is a week old. */
(() => {
  "use strict";
  const PREFIX = "parola-unsent:";
  const PAUSE = 400; // milliseconds without a letter
  const WEEK = 7 * 24 * 3600 * 1000;
  const LEFT_OUT = new Set(["token", "csrfmiddlewaretoken", "undertake"]); // what is agreed to is agreed to each time
  const AT_ONCE = 120 * 1000;
  const form = document.querySelector("form[data-unsent]");

  /* The page of a request that was just taken: what was sent is there now, and here no more. */
  const taken = () => {
    if (!/\/portal\/requests\//.test(location.pathname) || !document.querySelector(".messages > *")) return;
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const { sent } = JSON.parse(localStorage.getItem(key));
      if (sent && Date.now() - sent < AT_ONCE) localStorage.removeItem(key);
    }
  };
  if (!form) {
    try {
      taken();
    } catch { /* a browser that keeps nothing */ }
    return;
  }
  const name = PREFIX + form.dataset.unsent;
  const mine = PREFIX + form.dataset.unsent.split(":")[0] + ":";
  const told = form.querySelector("[data-unsent-told]");
  const faulty = form.querySelector("[role=alert]") !== null;
  let timer = 0;

  const stored = () => {
    try {
      const found = JSON.parse(localStorage.getItem(name));
      return found && Date.now() - found.at < WEEK ? found.fields : null;
    } catch {
      return null;
    }
  };
  const drop = () => {
    clearTimeout(timer);
    try {
      localStorage.removeItem(name);
    } catch { /* a browser that keeps nothing */ }
  };
  const kept = (each) => each.name && !LEFT_OUT.has(each.name) && each.type !== "file" && each.type !== "hidden";
  const save = (sent = 0) => {
    const fields = {};
    for (const each of form.elements) {
      if (kept(each) && (each.type !== "radio" || each.checked)) fields[each.name] = each.value;
    }
    if (!fields.subject && !fields.text) return drop();
    try {
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), sent, fields }));
    } catch { /* full, or a browser that keeps nothing */ }
  };
  const fill = (fields) => {
    for (const each of form.elements) {
      if (!kept(each) || !(each.name in fields)) continue;
      if (each.type === "radio") each.checked = each.value === fields[each.name];
      else each.value = fields[each.name];
    }
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("change"));
  };

  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && !key.startsWith(mine)) localStorage.removeItem(key);
  } catch { /* as above */ }

  /* After htmx, which listens from then on: the promise is worked out anew for what is here again. */
  document.addEventListener("DOMContentLoaded", () => {
    const left = faulty ? null : stored();
    if (left) {
      fill(left);
      told.hidden = false;
      told.querySelector("[data-unsent-drop]").addEventListener("click", () => {
        drop();
        form.reset();
        told.hidden = true;
        form.elements.subject.focus();
        form.dispatchEvent(new Event("change"));
      });
    }
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE, 0);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    save(Date.now());
  });
  window.addEventListener("pagehide", () => timer && save());
})();

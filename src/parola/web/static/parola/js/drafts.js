/* What is typed is kept at the desk while one types, and in this browser while the desk cannot be reached. A window that is behind another
   of the same person's says so, and keeps nothing. */
(() => {
  "use strict";

  const PAUSE = 800; // milliseconds without a letter
  const AGAIN = 5000; // before it is tried again where there is no connection
  const id = [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");

  const stored = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`parola-draft:${name}`));
    } catch {
      return null;
    }
  };
  const store = (name, value) => {
    try {
      if (value) localStorage.setItem(`parola-draft:${name}`, JSON.stringify(value));
      else localStorage.removeItem(`parola-draft:${name}`);
    } catch { /* a browser that keeps nothing: then only the desk does */ }
  };

  const watch = (box) => {
    const form = box.closest("form");
    const area = form.querySelector("textarea");
    const state = box.querySelector("[data-draft-state]");
    const told = box.querySelector("[data-draft-told]");
    const local = box.querySelector("[data-draft-local]");
    const name = box.dataset.draftName;
    let [timer, running, again, behind, fresh, leaving] = [0, null, false, false, false, false];
    form.elements.window.value = id;
    box.querySelector("[data-draft-keep]").hidden = true; // nobody need press it

    const say = (text) => {
      told.hidden = !text;
      told.querySelector("[data-draft-words]").textContent = text;
    };
    const revision = () => form.elements.revision.value;
    const here = () => ({ text: area.value, revision: revision() });

    const fill = (text) => {
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };

    const answer = async (response) => {
      if (response.ok) {
        const had = document.activeElement && state.contains(document.activeElement);
        state.innerHTML = await response.text(); // the desk's own, which escapes names
        if (had) area.focus();
        store(name, null);
        say("");
      } else if (response.status === 409) {
        behind = true;
        store(name, here());
        say(await response.text());
      } else {
        throw new Error(String(response.status));
      }
    };

    const keep = async () => {
      clearTimeout(timer);
      timer = 0;
      if (behind || !fresh) return;
      if (running) {
        again = true;
        return;
      }
      fresh = false;
      const data = new FormData(form);
      data.delete("attachments"); // files go ahead by themselves, and only their names are kept here
      running = fetch(box.dataset.draft, { method: "POST", body: data, headers: { "HX-Request": "true" } }).then(answer);
      try {
        await running;
      } catch {
        running = null;
        fresh = true;
        if (leaving) return; // the page goes: what was sent is not kept again
        store(name, here());
        say(box.querySelector("[data-draft-offline]").textContent);
        timer = setTimeout(keep, AGAIN);
      }
      running = null;
      if (again) {
        again = false;
        await keep();
      }
    };
    const soon = () => {
      fresh = true;
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    };

    form.addEventListener("input", (event) => {
      if (event.target.name === "text" || event.target.name === "at_once_reason") soon();
    });
    const files = form.querySelector("[data-files-list]");
    if (files) new MutationObserver(() => !files.querySelector("progress") && soon()).observe(files, { childList: true });
    window.addEventListener("online", keep);
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("pagehide", () => {
      if (!fresh || leaving) return;
      store(name, here()); // the last letters, if there was no time to send them
    });

    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      if (running) {
        event.preventDefault(); // first what is on its way: else it would come back after it was sent
        const submitter = event.submitter;
        again = false;
        const go = () => setTimeout(() => form.requestSubmit(submitter));
        running.then(go, go);
        return;
      }
      leaving = true;
      store(name, null);
    });

    const left = stored(name);
    if (left && left.text && left.text !== area.value) {
      if (left.revision === revision() && !area.value) {
        fill(left.text);
      } else {
        local.hidden = false;
        local.addEventListener("click", () => {
          local.hidden = true;
          fill(left.text);
          area.focus();
        });
      }
    } else if (left) {
      store(name, null);
    }
  };

  for (const box of document.querySelectorAll("[data-draft]")) watch(box);
})();

/* The queue: what is selected stays selected when the list is fetched again, ranges with Shift, and what the line could go on with. */
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);
  const boxes = () => [...document.querySelectorAll(".row-pick")];
  const reference = (box) => box.value.slice(0, box.value.lastIndexOf("."));

  /* Selecting. What was seen of a ticket is as of when it was selected, not of when the list was fetched again. */
  const picked = new Map();
  let last = null;
  const bulk = find("#bulk");
  const told = () => {
    const count = find("[data-picked]");
    if (count) count.textContent = picked.size ? String(picked.size) : "";
    document.body.classList.toggle("picking", picked.size > 0);
  };
  const note = (box) => {
    if (box.checked) picked.set(reference(box), box.value);
    else picked.delete(reference(box));
    last = reference(box);
  };
  const set = (some, on) => {
    for (const box of some) {
      box.checked = on;
      note(box);
    }
    told();
  };
  const restore = () => {
    for (const box of boxes()) {
      const was = picked.get(reference(box));
      box.checked = was !== undefined;
      if (was !== undefined) box.value = was;
    }
    const there = new Set(boxes().map(reference));
    for (const gone of [...picked.keys()].filter((each) => !there.has(each))) picked.delete(gone);
    told();
    for (const button of document.querySelectorAll("[data-pick], [data-pick-all]")) button.hidden = !bulk;
  };
  document.addEventListener("click", (event) => {
    const box = event.target.closest(".row-pick");
    if (box) {
      const all = boxes();
      const from = event.shiftKey ? all.findIndex((each) => reference(each) === last) : -1;
      const to = all.indexOf(box);
      set(from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1), box.checked);
    } else if (event.target.closest("[data-pick]")) {
      const row = document.activeElement.closest(".row") || find(".row");
      const own = row && row.querySelector(".row-pick");
      if (own) set([own], !own.checked);
    } else if (event.target.closest("[data-pick-all]")) {
      set(boxes(), boxes().some((each) => !each.checked));
    }
  });
  document.addEventListener("htmx:afterSettle", restore);
  window.addEventListener("pageshow", () => {
    for (const box of boxes()) if (box.checked) note(box);
    restore();
  });
  const report = find("#done");
  if (report) report.focus();

  /* Completing: a list under the line, which arrows go through and Tab or Enter takes from. */
  const line = find("#filter");
  const list = find("#completions");
  if (!line || !list) return;
  line.setAttribute("role", "combobox");
  line.setAttribute("aria-autocomplete", "list");
  line.setAttribute("aria-controls", list.id);
  line.setAttribute("aria-expanded", "false");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const show = (on) => {
    list.hidden = !on;
    line.setAttribute("aria-expanded", String(on));
    if (!on) line.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) line.setAttribute("aria-activedescendant", option.id);
  };
  const take = (option) => {
    const whole = /[:<]$/.test(option.textContent) ? option.textContent : `${option.textContent} `;
    line.setRangeText(whole, Number(option.dataset.start), Number(option.dataset.end), "end");
    line.focus();
    ask();
  };
  let asked = 0;
  let timer = 0;
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams({ q: line.value, at: String(line.selectionStart) });
    try {
      const answer = await fetch(`${line.dataset.complete}?${query}`, { headers: { "HX-Request": "true" } });
      if (mine !== asked || !answer.ok || document.activeElement !== line) return;
      list.innerHTML = await answer.text();
      show(options().length > 0);
    } catch {
      show(false);
    }
  };
  line.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  line.addEventListener("blur", () => setTimeout(() => show(false), 150));
  line.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const all = options();
    const here = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(here + by + all.length + (here < 0 && by < 0 ? 1 : 0)) % all.length]);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen()) {
      take(chosen());
    } else if (event.key === "Escape") {
      show(false);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
})();

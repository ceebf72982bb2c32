/* An @ in a note offers the colleagues who see the ticket: arrows choose, Enter or Tab takes, Escape leaves. */
(() => {
  "use strict";

  const area = document.querySelector("[data-mentions]");
  if (!area) return;
  const list = document.getElementById("mentions");
  let [start, chosen, asked] = [-1, 0, 0];

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    area.setAttribute("aria-expanded", "false");
    area.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const all = options();
    if (!all.length) return close();
    chosen = (number + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    area.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    area.setRangeText(option.dataset.mention, start, area.selectionStart, "end");
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const look = async () => {
    const before = area.value.slice(0, area.selectionStart);
    const found = before.match(/(?:^|[^\p{L}\p{N}_@.+-])@([\p{L}\p{N}_.+-]*(?: [\p{L}\p{N}_.+-]+)?)$/u);
    if (!found) return close();
    start = before.length - found[1].length - 1;
    const turn = ++asked;
    const answer = await fetch(`${area.dataset.mentions}?find=${encodeURIComponent(found[1])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (turn !== asked || !answer || !answer.ok) return;
    list.innerHTML = await answer.text(); // the desk's own, which escapes names
    if (!options().length) return close();
    list.hidden = false;
    area.setAttribute("aria-expanded", "true");
    choose(0);
  };

  area.addEventListener("input", look);
  area.addEventListener("blur", () => setTimeout(close, 150));
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") take(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault(); // the text keeps the focus
    take(option);
  });
})();

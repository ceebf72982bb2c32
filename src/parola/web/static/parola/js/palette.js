/* The palette: whatever can be done on this page and wherever one may go, by a few letters of its name, and what the desk finds for them.
   Offered are the elements with a key or `data-command`, the links of the menu, the places that the server lists, and what its search finds. */
(() => {
  "use strict";

  const dialog = document.querySelector("#palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const [here, menu, places, found] = ["here", "menu", "places", "found"].map((name) => dialog.querySelector(`[data-palette-${name}]`));
  const empty = dialog.querySelector("[data-palette-empty]");
  const MOST = 7; // of each kind, so that the best of every one stand in sight

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  const nameOf = (element) => {
    const said = element.dataset.command || element.getAttribute("aria-label");
    if (said) return said;
    const copy = (element.matches("details") ? element.querySelector("summary") : element).cloneNode(true);
    for (const aside of copy.querySelectorAll("kbd, .number, .tag")) aside.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const inSight = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && !dialog.contains(element);

  const option = (element, number) => {
    const line = document.createElement("button");
    line.type = "button";
    line.tabIndex = -1;
    line.id = `palette-${element.closest("main") ? "here" : "menu"}-${number}`;
    line.setAttribute("role", "option");
    const icon = element.querySelector("svg.icon");
    const blank = document.createElement("i");
    blank.className = "icon";
    line.append(icon ? icon.cloneNode(true) : blank);
    const name = document.createElement("span");
    name.dir = "auto";
    name.textContent = nameOf(element);
    line.append(name);
    const keys = document.createElement("bdi");
    keys.dir = "ltr";
    for (const letter of (element.dataset.key || "").split(" ").filter(Boolean)) {
      const key = document.createElement("kbd");
      key.textContent = letter;
      keys.append(key, " ");
    }
    line.append(keys);
    line.addEventListener("click", () => {
      dialog.close();
      element.dispatchEvent(new Event("parola:work", { bubbles: true }));
    });
    return line;
  };

  const options = () => [...dialog.querySelectorAll("[role=option]")].filter((each) => !each.hidden);
  const choose = (line) => {
    for (const each of dialog.querySelectorAll("[role=option]")) each.setAttribute("aria-selected", String(each === line));
    if (line) {
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const chosen = () => options().find((each) => each.getAttribute("aria-selected") === "true");

  const fits = (line, words) => {
    const name = plain(line.textContent);
    return words.every((word) => name.startsWith(word) || name.includes(` ${word}`) || (word.length > 2 && name.includes(word)));
  };
  const narrow = () => {
    const words = plain(input.value).split(" ").filter(Boolean);
    for (const list of [here, menu, places]) {
      let left = words.length ? MOST : list === places ? 0 : 3 * MOST;
      for (const line of list.children) {
        line.hidden = !fits(line, words) || left === 0;
        if (!line.hidden) left -= 1;
      }
    }
    found.hidden = words.length === 0;
    settle();
  };
  const settle = () => {
    for (const group of dialog.querySelectorAll("[role=group]")) group.hidden = !options().some((each) => group.contains(each));
    empty.hidden = options().length > 0;
    choose(options()[0]);
  };

  const open = () => {
    if (dialog.open) return;
    const offered = [...document.querySelectorAll("[data-key], [data-command]")].filter(inSight).filter((each) => nameOf(each));
    here.replaceChildren(...offered.filter((each) => each.closest("main")).map(option));
    menu.replaceChildren(...offered.filter((each) => !each.closest("main")).map(option));
    found.replaceChildren();
    input.value = "";
    dialog.showModal();
    dialog.dispatchEvent(new Event("palette"));
    narrow();
  };

  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "Escape") {
      event.preventDefault(); // which would only empty the field
      dialog.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (chosen()) chosen().click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    }
  });
  dialog.addEventListener("htmx:afterSwap", (event) => {
    event.detail.target.querySelectorAll("a").forEach((line, number) => {
      line.setAttribute("role", "option");
      line.tabIndex = -1;
      line.id = `${event.detail.target === found ? "palette-found" : "palette-place"}-${number}`;
    });
    if (event.detail.target === places) narrow();
    else settle();
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== "KeyK") return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) open();
    if (event.target === dialog) dialog.close();
  });
  for (const button of document.querySelectorAll("[data-palette-open]")) button.hidden = false;
})();

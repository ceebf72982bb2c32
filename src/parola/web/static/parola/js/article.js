/* The editor of an article: a file that arrives is named in the text where the cursor is, and every file of the article can be. */
(() => {
  "use strict";

  const form = document.querySelector("[data-article-editor]");
  const area = form && form.querySelector("textarea[name=text]");
  const list = form && form.querySelector("[data-files-list]");
  if (!area || !list) return;

  const UNFIT = /[\s()<>[\]{}\\"'`#?%&:*|]+/gu; // as `knowledge.references.file_name` has it
  const DRAWN = /\.(?:png|jpe?g|gif|webp|mp4|webm)$/i;
  const fit = (name) => name.replace(UNFIT, "-").replace(/^-+|-+$/g, "") || "file";
  const free = (name) => {
    const taken = new Set([...form.querySelectorAll("[data-article-file]")].map((each) => each.dataset.articleFile));
    const dot = name.lastIndexOf(".") > 0 ? name.lastIndexOf(".") : name.length;
    let found = name;
    for (let number = 2; taken.has(found); number += 1) found = `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    return found;
  };
  const reference = (name, drawn) => `${drawn ? "!" : ""}[${name.replace(/\.\w+$/, "")}](file:${name})`;
  const changed = () => area.dispatchEvent(new Event("input", { bubbles: true }));
  const put = (said, alone) => {
    const before = area.value.slice(0, area.selectionStart);
    const text = alone && before && !before.endsWith("\n") ? `\n\n${said}\n` : said; // a picture stands in a line of its own
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    changed();
  };

  const name = (item) => {
    const token = item.querySelector("input[name=upload]");
    if (!token || item.dataset.articleFile) return "";
    const words = item.querySelector("bdi");
    const found = free(fit(words.textContent));
    const called = document.createElement("input");
    called.type = "hidden";
    called.name = "called";
    called.value = `${token.value} ${found}`;
    item.dataset.articleFile = words.textContent = found;
    item.append(called);
    return found;
  };
  list.querySelectorAll("li").forEach(name);
  new MutationObserver((records) => {
    for (const record of records) for (const item of record.addedNodes) {
      const found = item.matches && item.matches("li") && name(item);
      if (found) put(reference(found, DRAWN.test(found)), DRAWN.test(found));
    }
  }).observe(list, { childList: true });

  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-file-remove]") && event.target.closest("[data-article-file]");
    if (!item) return; // what is taken away is not referred to any more
    const found = item.dataset.articleFile;
    area.value = area.value.replace(reference(found, true), "").replace(reference(found, false), "");
    changed();
  });
  for (const button of form.querySelectorAll("[data-article-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const drawn = Boolean(button.dataset.articleInsert);
      put(reference(button.closest("[data-article-file]").dataset.articleFile, drawn), drawn);
      area.focus();
    });
  }
})();

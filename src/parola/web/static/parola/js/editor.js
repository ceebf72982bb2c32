/* The text of an agreement: its numbers grow with it, and a link to a line puts the cursor there. */
(() => {
  "use strict";

  const text = document.querySelector(".editor textarea");
  const numbers = document.querySelector("[data-numbers]");
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
})();

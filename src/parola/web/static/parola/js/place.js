/* After something was done to a ticket its page comes back where it was: the same place, the focus where the work goes on, and what was done
   is said, in sight and to screen readers. Without this file the page begins at its top, where the same is said. */
(() => {
  "use strict";

  const KEY = "parola-place";
  const SOON = 60000;
  const find = (selector) => selector && document.querySelector(selector);

  /* Where the focus belongs after the form was sent: not into a field, so that single keys go on working. */
  const onward = (form, submitter) => {
    if (form.closest(".composer")) return ".composer [name=compose]:checked";
    if (submitter && submitter.id) return `#${CSS.escape(submitter.id)}`;
    const details = form.closest("details[data-key]");
    if (details) return `details[data-key="${CSS.escape(details.dataset.key)}"] > summary`;
    const section = form.closest("[aria-labelledby]");
    return section ? `#${CSS.escape(section.getAttribute("aria-labelledby"))}` : null;
  };

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const kept = { path: location.pathname, y: window.scrollY, focus: onward(event.target, event.submitter), at: Date.now() };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch { /* then it begins at its top */ }
  });

  const left = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
      return kept;
    } catch {
      return null;
    }
  };

  const say = () => {
    const box = find(".messages");
    const said = box ? [...box.children] : [];
    if (!said.length) return;
    box.classList.add("pinned");
    box.replaceChildren(); // what stood there when the page came is not read out; what comes into it is
    setTimeout(() => box.append(...said), 150);
  };

  const was = left();
  if (!was || was.path !== location.pathname || Date.now() - was.at > SOON) return;
  say();
  const back = () => {
    const target = find(was.focus) || document.getElementById("main");
    if (!target.matches("a, button, input, summary, [tabindex]")) target.tabIndex = -1;
    window.scrollTo(0, was.y);
    target.focus({ preventScroll: true });
  };
  if (document.readyState === "complete") back();
  else window.addEventListener("load", () => setTimeout(back)); // the browser goes to the address's own place first
})();

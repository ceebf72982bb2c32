/* A desk's form in a vendor's own page: <script src="…/embed.js" data-form="https://desk.example/at/vendor/ask/" async></script>
   It stands where the script stands. With `data-button` it opens behind a button with those words. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !script.dataset.form) return;
  const { form, button, title, theme } = script.dataset;
  const PATIENCE = 10_000;

  const address = new URL("frame/", form);
  const language = script.dataset.lang || document.documentElement.lang;
  if (language) address.searchParams.set("lang", language);
  if (theme) address.searchParams.set("theme", theme);
  address.searchParams.set("site", window.location.origin);

  const frame = document.createElement("iframe");
  frame.title = title || button || "Support";
  frame.referrerPolicy = "no-referrer";
  frame.style.cssText = "display:block;inline-size:100%;block-size:40rem;border:0;color-scheme:auto";

  const link = document.createElement("a");
  link.href = form;
  link.textContent = frame.title;

  let heard = false;
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
    const said = event.data;
    if (!said || said.parola !== "height" || !Number.isFinite(said.height)) return;
    heard = true;
    frame.style.blockSize = `${Math.min(Math.max(said.height, 100), 20_000)}px`;
  });

  /* A site that the desk does not know may not show the form: then there is the way to it. */
  const load = () => {
    frame.src = address.href;
    setTimeout(() => { if (!heard) frame.replaceWith(link); }, PATIENCE);
  };

  if (!button) {
    script.after(frame);
    load();
    return;
  }
  const opener = document.createElement("button");
  opener.type = "button";
  opener.textContent = button;
  opener.setAttribute("aria-expanded", "false");
  frame.style.display = "none";
  opener.addEventListener("click", () => {
    const open = frame.style.display === "none";
    frame.style.display = open ? "block" : "none";
    opener.setAttribute("aria-expanded", String(open));
    if (open && !frame.src) load();
    if (open) frame.focus();
  });
  script.after(opener, frame);
})();

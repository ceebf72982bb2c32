/* Files of a form go ahead of it, one by one, each with its progress; chosen, dropped or pasted. Forms take files without this too. */
(() => {
  "use strict";

  const working = new Map(); // forms, and how many of their files are on the way
  const bytes = new WeakMap(); // lines, and how large their files are

  const told = (box, text) => {
    box.querySelector("[data-files-told]").textContent = text;
  };

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    item.className = "line tight file";
    item.append(name, bar);
    bytes.set(item, file.size);
    return item;
  };

  const fail = (box, item, why) => {
    const name = item.querySelector("bdi");
    const text = document.createElement("span");
    text.className = "errorlist";
    text.textContent = why;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain";
    button.dataset.fileRemove = "";
    button.textContent = box.dataset.remove;
    item.replaceChildren(name, text, button);
    bytes.delete(item);
    told(box, `${name.textContent}: ${why}`);
  };

  const arrived = (item, html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html; // the desk's own, which escapes names
    const fresh = holder.content.querySelector("li");
    bytes.set(fresh, bytes.get(item));
    item.replaceWith(fresh);
    ready(fresh);
  };

  const ready = (within) => {
    for (const button of within.querySelectorAll("[data-file-remove]")) button.hidden = false;
  };

  let queue = Promise.resolve(); // one at a time, in the order in which they were chosen
  const done = (form) => {
    working.set(form, working.get(form) - 1);
    if (working.get(form) > 0) return;
    working.delete(form);
    const waiting = form.waitingFor;
    delete form.waitingFor;
    if (waiting && !form.querySelector(".file .errorlist")) form.requestSubmit(waiting.submitter);
  };

  const send = (box, file) => {
    const form = box.closest("form");
    const item = line(file);
    box.querySelector("[data-files-list]").append(item);
    const items = [...box.querySelectorAll("[data-files-list] li")].filter((each) => !each.querySelector(".errorlist"));
    const sum = items.reduce((total, each) => total + (bytes.get(each) || 0), 0);
    if (items.length > Number(box.dataset.most) || sum > Number(box.dataset.bytes)) return fail(box, item, box.dataset.tooMuch);
    working.set(form, (working.get(form) || 0) + 1);
    queue = queue.then(() => sent(box, form, item, file)).then(() => done(form));
  };

  const sent = (box, form, item, file) => new Promise((next) => {
    if (!item.isConnected) return next(); // it was taken away while it waited
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "key"]) if (form.elements[name]) data.append(name, form.elements[name].value);
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.files);
    request.setRequestHeader("HX-Request", "true"); // who is signed out is told so, and not sent elsewhere
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) item.querySelector("progress").value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      const plain = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
      if (request.status === 200) arrived(item, request.responseText);
      else fail(box, item, plain ? request.responseText : box.dataset.failed);
      if (request.status === 200) told(box, file.name);
      next();
    });
    request.addEventListener("error", () => {
      fail(box, item, box.dataset.failed);
      next();
    });
    request.send(data);
  });

  const take = (box, files) => [...files].forEach((file) => send(box, file));
  const boxOf = (element) => element.closest && element.closest("form") && element.closest("form").querySelector("[data-files]");

  const prepare = (within) => {
    for (const box of within.querySelectorAll("[data-files]:not([data-scripted])")) {
      box.querySelector("[data-files-drop]").hidden = false;
      box.dataset.scripted = ""; // a button in place of each box to tick
      ready(box);
    }
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt)); // a form that came into the page later

  document.addEventListener("change", (event) => {
    const box = event.target.matches("[data-files] input[type=file]") && event.target.closest("[data-files]");
    if (!box) return;
    take(box, event.target.files);
    event.target.value = ""; // they are on their way: the form itself sends their tokens
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-file-remove]");
    if (!button) return;
    const box = button.closest("[data-files]");
    button.closest("li").remove();
    box.querySelector("input[type=file]").focus();
  });
  document.addEventListener("dragover", (event) => {
    if (boxOf(event.target) && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const box = boxOf(event.target);
    if (!box || !event.dataTransfer.files.length) return;
    event.preventDefault();
    take(box, event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const box = boxOf(event.target);
    if (!box || !event.clipboardData.files.length) return;
    event.preventDefault();
    take(box, event.clipboardData.files);
  });
  document.addEventListener("submit", (event) => {
    if (!working.has(event.target)) return;
    event.preventDefault(); // it goes when the files have arrived
    event.stopPropagation(); // nor does htmx send it before
    event.target.waitingFor = { submitter: event.submitter };
  }, true);
})();

/* Pages that stay open show what is new: told by the event stream, or, without one, asked again by themselves.
   An element with data-live gets the event `live` when what it names may have changed (docs/interface.md, "Live"). */
(() => {
  "use strict";
  const { stream, now } = document.currentScript.dataset;
  const AHEAD = Date.parse(now) - Date.now(); // how far the desk's clock is ahead of this one
  const GAP = 1000; // between two refreshes of one element, and five times as long as the last one took
  const TOGETHER = 100; // what is new within this time is one refresh
  const QUIET = 40000; // a stream that says nothing for so long is none
  const SLOW = 60000; // with a stream an element is still asked now and then: "23 min left" is true for a minute
  const AGAIN = [2000, 4000, 8000, 15000, 30000, 60000, 120000];
  const LATER = 100; // a timer may be early by as much as clocks are read apart
  const LONGEST_TIMER = 3600000;

  /* The event `live`, not too often; of a page that nobody sees, when it is seen again. */
  const states = new WeakMap();
  const state = (element) => states.get(element) || states.set(element, { at: -Infinity, took: 0, timer: 0 }).get(element);
  let missed = false;
  const wake = (element) => {
    if (document.hidden) {
      missed = true;
      return;
    }
    const its = state(element);
    if (its.timer) return;
    const wait = Math.max(TOGETHER, its.at + GAP + 5 * its.took - performance.now());
    its.timer = setTimeout(() => {
      its.timer = 0;
      its.at = performance.now();
      if (element.isConnected) element.dispatchEvent(new Event("live"));
    }, wait);
  };
  const wakeAll = () => { for (const element of document.querySelectorAll("[data-live]")) wake(element); };
  document.addEventListener("htmx:afterRequest", (event) => {
    const its = states.get(event.detail.elt);
    if (its) its.took = performance.now() - its.at;
  });

  /* What is told: {"tickets": {"CRE-17": ["replied"]}, "calls": false}. Who is looking concerns the ticket's own page alone. */
  const hear = (news) => {
    const all = "" in news.tickets;
    const changed = Object.keys(news.tickets).filter((name) => news.tickets[name].some((kind) => kind !== "presence"));
    for (const element of document.querySelectorAll("[data-live]")) {
      const [what, name] = element.dataset.live.split(":");
      if (what === "calls" ? news.calls || all : all || (name ? changed.includes(name) : changed.length)) wake(element);
    }
    for (const element of document.querySelectorAll("[data-presence]")) {
      if ((news.tickets[element.dataset.presence] || []).includes("presence")) tell();
    }
  };

  /* One stream for all windows of a browser: the one that holds the lock has it, and passes on what it hears. */
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("parola-live") : null;
  const recent = [];
  let source = null;
  let letGo = null;
  let queued = null;
  let failures = 0;
  let retry = 0;
  let heardAt = -Infinity;
  const isLive = () => performance.now() - heardAt < QUIET;
  const pass = (message) => {
    take(message);
    if (channel) channel.postMessage(message);
  };
  const take = (message) => {
    heardAt = message.down ? -Infinity : performance.now();
    if (message.news) hear(message.news);
    if (message.again) setTimeout(wakeAll, Math.random() * GAP); // not all pages of the desk at once
  };
  const open = () => {
    if (source || document.hidden) return;
    const there = stream === "path" ? "/live/" : `${location.protocol}//${location.hostname}:${stream}/live/`;
    source = new EventSource(there, { withCredentials: true });
    source.addEventListener("open", () => {
      pass({ again: failures > 0 });
      failures = 0;
    });
    source.addEventListener("pulse", () => pass({}));
    source.addEventListener("news", (event) => {
      const news = JSON.parse(event.data);
      recent.push([performance.now(), news]);
      pass({ news });
    });
    source.addEventListener("error", () => {
      shut();
      pass({ down: true });
      retry = setTimeout(open, AGAIN[Math.min(failures, AGAIN.length - 1)] * (1 + Math.random()));
      failures += 1;
    });
  };
  const shut = () => {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  };
  const lead = () => {
    if (!navigator.locks) return open();
    if (letGo || queued) return;
    queued = new AbortController();
    const held = () => new Promise((release) => {
      letGo = release;
      queued = null;
      open();
    });
    navigator.locks.request("parola-live", { signal: queued.signal }, held).catch(() => {});
  };
  const rest = () => {
    shut();
    if (queued) queued.abort();
    if (letGo) letGo();
    queued = letGo = null;
  };
  if (channel) {
    channel.addEventListener("message", ({ data }) => {
      if (!data.hello) return take(data);
      if (!source) return;
      while (recent.length && performance.now() - recent[0][0] > 5000) recent.shift();
      if (source.readyState === EventSource.OPEN) channel.postMessage({});
      for (const [, news] of recent) channel.postMessage({ news });
    });
    channel.postMessage({ hello: true });
  }

  /* What changes by time alone. Instants are the desk's; those that are past have been shown. */
  let dueTimer = 0;
  const watchTimes = () => {
    clearTimeout(dueTimer);
    const here = Date.now() + AHEAD;
    const next = [...document.querySelectorAll("[data-due-at]")]
      .map((element) => [Date.parse(element.dataset.dueAt) + LATER, element])
      .filter(([at]) => at > here)
      .sort(([one], [other]) => one - other)[0];
    if (!next) return;
    dueTimer = setTimeout(() => {
      if (Date.now() + AHEAD >= next[0]) wake(next[1].closest("[data-live]") || next[1]);
      watchTimes();
    }, Math.min(next[0] - here, LONGEST_TIMER));
  };
  document.addEventListener("htmx:afterSettle", watchTimes);

  /* Without a stream each element is asked for as often as it says (data-every, in seconds). */
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-live][data-every]")) {
      const pause = isLive() ? SLOW : Number(element.dataset.every) * 1000;
      const its = state(element);
      if (its.at === -Infinity) its.at = performance.now();
      else if (!document.hidden && performance.now() - its.at >= pause) wake(element);
    }
  }, 1000);

  /* Who else is here: this page tells that it is open, and whether somebody writes in it, and is told of the others. */
  const TELL = 6000;
  const WRITES = 20000;
  let typedAt = -Infinity;
  let toldAt = -Infinity;
  const writes = () => performance.now() - typedAt < WRITES;
  const tell = () => {
    const form = document.querySelector("[data-presence]");
    if (!form || document.hidden) return;
    toldAt = performance.now();
    form.elements.writing.value = writes() ? "1" : "";
    form.dispatchEvent(new Event("tell"));
  };
  const leave = () => {
    const form = document.querySelector("[data-presence]");
    if (!form) return;
    const said = new FormData(form);
    said.set("gone", "1");
    navigator.sendBeacon(form.getAttribute("hx-post"), said);
  };
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#composer")) return;
    const began = !writes();
    typedAt = performance.now();
    if (began) tell();
  });
  setInterval(() => {
    const form = document.querySelector("[data-presence]");
    if (form && (performance.now() - toldAt >= TELL || (form.elements.writing.value === "1") !== writes())) tell();
  }, 1000);
  window.addEventListener("pagehide", leave);

  /* The reader of a ticket who writes: what happened since is told over the composer, and counts as read when they say so.
     Who has written nothing yet reads the page as it stands. */
  const since = () => {
    const told = document.querySelector("[data-since]");
    const composer = document.querySelector("#composer");
    if (!told || !composer) return;
    if ([...composer.querySelectorAll("textarea")].every((area) => !area.value.trim())) read(told);
  };
  const read = (told) => {
    for (const seen of document.querySelectorAll("#composer [name=seen]")) seen.value = told.dataset.since;
    const refreshes = document.querySelector("#live");
    refreshes.setAttribute("hx-vals", JSON.stringify({ since: told.dataset.since }));
    told.remove();
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-since-read]")) return;
    read(event.target.closest("[data-since]"));
    const area = [...document.querySelectorAll("#composer textarea")].find((each) => each.offsetParent);
    if (area) area.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", since);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      rest();
      leave();
      return;
    }
    if (stream) lead();
    tell();
    watchTimes();
    if (missed || !isLive()) wakeAll();
    missed = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (stream && !document.hidden) lead();
    watchTimes();
    tell();
  });
})();

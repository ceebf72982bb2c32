/* A brand's form: a little work that keeps programs busy, and, in another site's page, word of its height. It works without. */
(() => {
  "use strict";

  /* SHA-256 (FIPS 180-4), since browsers offer theirs over https alone. */
  const PRIMES = [];
  for (let each = 2; PRIMES.length < 64; each += 1) if (PRIMES.every((prime) => each % prime)) PRIMES.push(each);
  const fraction = (of) => ((of - Math.floor(of)) * 2 ** 32) | 0;
  const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
  const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  const words = new Int32Array(64);
  const block = (state, view, offset) => {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        words[i] = view.getInt32(offset + 4 * i);
        continue;
      }
      const [x, y] = [words[i - 15], words[i - 2]];
      const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
  };
  const firstWord = (text) => {
    const bytes = new TextEncoder().encode(text);
    const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
    bytes.forEach((byte, i) => view.setUint8(i, byte));
    view.setUint8(bytes.length, 0x80);
    view.setUint32(view.byteLength - 4, bytes.length * 8);
    let state = START;
    for (let offset = 0; offset < view.byteLength; offset += 64) state = block(state, view, offset);
    return state[0] >>> 0;
  };

  /* The work: begun with the first letter, done in small pieces, so that nobody waits for it. */
  const form = document.querySelector("form[data-bits]");
  if (form) {
    const { key, work } = form.elements;
    const bound = 2 ** (32 - Number(form.dataset.bits));
    let number = 0;
    const go = () => {
      for (const until = number + 1000; number < until; number += 1) {
        if (firstWord(`${key.value}:${number}`) < bound) {
          work.value = String(number);
          return;
        }
      }
      setTimeout(go);
    };
    form.addEventListener("input", go, { once: true });
    if (document.querySelector(".banner[role=alert]")) go(); // it came back, filled in
  }

  /* In a frame: how high the page is, told to the site around it and to no other. */
  const site = document.querySelector("main").dataset.site;
  if (site && window.parent !== window) {
    const tell = () => window.parent.postMessage({ parola: "height", height: document.documentElement.offsetHeight }, site);
    new ResizeObserver(tell).observe(document.body);
    tell();
  }
})();

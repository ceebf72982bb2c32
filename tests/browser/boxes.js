// What is wrong with the boxes of a page at the window's present width, as a list of sentences. Nothing is an empty list.
() => {
  const SLACK = 2; // pixels: borders that touch, roundings
  const root = document.documentElement;
  const found = [];
  const told = (what, ...elements) => found.push(`${what}: ${elements.map(name).join(" | ")}`);
  const name = (element) => {
    const own = `${element.localName}${element.id ? `#${element.id}` : ""}${[...element.classList].map((each) => `.${each}`).join("")}`;
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 30);
    const above = element.parentElement && element.parentElement !== document.body ? element.parentElement : null;
    return `${above ? `${above.localName}${[...above.classList].map((each) => `.${each}`).join("")} > ` : ""}${own}${words ? ` "${words}"` : ""}`;
  };
  const style = new Map();
  const styled = (element) => style.get(element) ?? (style.set(element, getComputedStyle(element)), style.get(element));
  const kept = (element) => element === null || element === root;
  // Hidden from sight on purpose, or inside of what is.
  const unseen = new Map();
  const isUnseen = (element) => {
    if (kept(element)) return false;
    if (unseen.has(element)) return unseen.get(element);
    const own = styled(element);
    const hidden = !element.checkVisibility() || own.display === "none" || own.visibility !== "visible" || own.clipPath !== "none" || own.opacity === "0" || isUnseen(element.parentElement);
    unseen.set(element, hidden);
    return hidden;
  };
  // Inside of something that scrolls sideways by itself, or cuts off on purpose.
  const scrolls = (element) => {
    for (let each = element.parentElement; !kept(each) && each !== document.body; each = each.parentElement) if (styled(each).overflowX !== "visible") return true;
    return false;
  };
  const lifted = (element) => ["absolute", "fixed", "sticky"].includes(styled(element).position);
  const inSvg = (element) => element.ownerSVGElement !== undefined && element.ownerSVGElement !== null;
  const boxes = (element) => [...element.getClientRects()].filter((box) => box.width > 1 && box.height > 1);

  if (root.scrollWidth > window.innerWidth + 1) told(`scrolls sideways by ${root.scrollWidth - window.innerWidth}px`, document.body);
  const decoration = (element) => element.closest("[aria-hidden='true']") !== null;
  const all = [...document.body.querySelectorAll("*")].filter((element) => !inSvg(element) && !isUnseen(element));
  for (const element of all) {
    for (const box of boxes(element)) {
      if ((box.left < -SLACK || box.right > window.innerWidth + SLACK) && !scrolls(element)) { told(`leaves the viewport (${Math.round(box.left)} to ${Math.round(box.right)})`, element); break; }
    }
    if (decoration(element)) continue;
    const own = styled(element);
    const holds = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const cutsX = ["hidden", "clip"].includes(own.overflowX) && element.scrollWidth > element.clientWidth + SLACK;
    const cutsY = ["hidden", "clip"].includes(own.overflowY) && element.scrollHeight > element.clientHeight + SLACK;
    if (!["input", "select", "textarea"].includes(element.localName) && own.display !== "inline" && (cutsX || cutsY) && !(own.textOverflow === "ellipsis" && !cutsY && window.innerWidth > 700)) told("is cut off", element);
    const sticksOut = holds && own.overflowX === "visible" && own.display !== "inline" && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + SLACK;
    if (sticksOut && element.localName !== "option") told(`has words that stick out by ${element.scrollWidth - element.clientWidth}px`, element);
  }
  const apart = (one, other) => one.right <= other.left + SLACK || other.right <= one.left + SLACK || one.bottom <= other.top + SLACK || other.bottom <= one.top + SLACK;
  for (const parent of [document.body, ...all]) {
    const flow = [...parent.children].filter((child) => !inSvg(child) && !isUnseen(child) && !lifted(child) && !decoration(child) && child.localName !== "br" && child.localName !== "wbr");
    const rects = flow.map(boxes);
    flow.forEach((one, index) => {
      for (let after = index + 1; after < flow.length; after += 1) {
        if (rects[index].some((box) => rects[after].some((another) => !apart(box, another)))) told("overlap", one, flow[after]);
      }
    });
  }
  return [...new Set(found)];
}

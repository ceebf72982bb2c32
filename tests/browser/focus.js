// Which of a page's controls can be reached without anybody seeing it: no mark of the focus, or something that sticks lies over it.
// A key has been pressed before, so that what is focused counts as focused by the keyboard.
() => {
  const found = [];
  const name = (element) => `${element.localName}${[...element.classList].map((each) => `.${each}`).join("")} "${(element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 30)}"`;
  const looks = (element) => {
    const said = [];
    for (let each = element, up = 0; each && up < 5; each = each.parentElement, up += 1) {
      for (const part of [null, "::after"]) {
        const own = getComputedStyle(each, part);
        said.push(own.outlineStyle === "none" ? "" : `${own.outlineStyle}${own.outlineWidth}${own.outlineColor}`, own.boxShadow, own.borderColor);
      }
    }
    return said.join("|");
  };
  const reachable = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter(
    (element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest("dialog:not([open])"));
  for (const element of reachable) {
    document.activeElement?.blur();
    const before = looks(element);
    element.focus();
    if (document.activeElement !== element) continue;
    if (looks(element) === before) found.push(`no mark of the focus: ${name(element)}`);
    // What is higher or wider than the window is looked at where it is in it.
    const within = (box) => ({ left: Math.max(box.left, 0), right: Math.min(box.right, innerWidth), top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight) });
    const boxes = [...element.getClientRects()].filter((box) => box.width > 2 && box.height > 2);
    const there = boxes.map(within).filter((box) => box.right > box.left && box.bottom > box.top);
    const seen = there.flatMap((box) => [0.1, 0.5, 0.9].map((share) => [box.left + (box.right - box.left) * share, (box.top + box.bottom) / 2]));
    const covered = ([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && !top.contains(element) && !element.contains(top) && !top.closest("label")?.contains(element);
    };
    if (boxes.length && !seen.length) found.push(`the focus is out of sight: ${name(element)}`);
    else if (seen.length && seen.every(covered)) found.push(`something lies over the focus: ${name(element)}`);
  }
  document.activeElement?.blur();
  return [...new Set(found)];
}

// Keys, buttons and the pointer move through the story that the X-ray's panel tells (`lessons/src/xray`), and light what
// belongs together on both sides. Where a page has no panel, none of this finds anything to do.

const all = (selector) => [...document.querySelectorAll(selector)];

/** A statement lights the parts of the page whose rows it read, and a part of the page the statements that read it. */
function light(at) {
  all(".lit-by-hand").forEach((lit) => lit.classList.remove("lit", "lit-by-hand"));
  const mark = (found) => found.classList.add("lit", "lit-by-hand");
  const touched = at.closest("[data-touch]")?.dataset.touch;
  if (touched !== undefined) {
    for (const row of touched.split(" ").filter(Boolean)) all(`[data-row='${row}']`).forEach(mark);
    return;
  }
  const part = at.closest("[data-row]");
  const statements = part ? all(`.xray [data-touch~='${part.dataset.row}']`) : [];
  if (!statements.length) return;
  [part, ...statements].forEach(mark);
  part.dataset.seen = `statement ${statements.map((statement) => statement.dataset.no).join(", ")}`;
}

/** Takes the next step of the story in hand: tells it, frames it, and brings it into view, no further than it takes. */
function step(by) {
  const told = all(".told > li");
  const now = told.findIndex((sentence) => sentence.hasAttribute("aria-current"));
  // The first step follows none.
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), told.length - 1);
  const sentence = told[next];
  if (!by || !sentence) return;
  told[now]?.removeAttribute("aria-current");
  sentence.setAttribute("aria-current", "step");
  for (const line of all(".stepper .n")) line.textContent = `Step ${next + 1} of ${told.length}. `;
  for (const line of all(".stepper .say")) line.innerHTML = sentence.innerHTML;
  for (const part of all("[data-step]")) {
    const isNext = part.dataset.step === String(next + 1);
    part.classList.toggle("now", isNext);
    if (isNext) {
      part.scrollIntoView({ block: "nearest" });
      light(part);
    }
  }
}

/** Left and right walk through the story, brackets through the stories, `?` shows the keys. */
function press(event) {
  const at = event.target;
  // Elsewhere an arrow scrolls what has the focus.
  const isOurs = at.matches?.("body, main") || at.closest?.(".xray, .dock");
  const typing = at.closest?.("input, textarea, select, [contenteditable]");
  // AltGr, with which many keyboards write brackets, is Ctrl and Alt to some systems, and no shortcut.
  const shortcut = (event.altKey || event.ctrlKey) && !event.getModifierState("AltGraph");
  if (!isOurs || typing || shortcut || event.metaKey || !document.querySelector(".xray")) return;
  const follow = (name) => all(`.xray [data-story='${name}']`).forEach((link) => link.click());
  switch (event.key) {
    case "ArrowRight": step(1); break;
    case "ArrowLeft": step(-1); break;
    case "[": follow("earlier"); break;
    case "]": follow("later"); break;
    case "?": all(".keys-help").forEach((keys) => keys.toggleAttribute("open")); break;
    default: return;
  }
  event.preventDefault();
}

/** Listens for keys and buttons, and for what the person points at. */
export function walkStories() {
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, ({ target }) => target instanceof Element && light(target));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-go]");
    if (button) step(Number(button.dataset.go) || 0);
  });
  document.addEventListener("keydown", press);
}

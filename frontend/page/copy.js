// A button above each program of a chapter that copies it. Where the browser has no clipboard for scripts (over plain HTTP
// from another machine) there is no button: the text can be marked and copied by hand.

// Not in figures that show a statement they ran: these are drawn anew at each press, and must not grow under the pointer.
const PROGRAMS = ".chapter pre:not(.setline, .whole, .option pre, .ask pre)";

/** The button of one program. What it did is said in its own words, which screen readers read out. */
function buttonFor(program) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "press copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(program.textContent).then(() => true, () => false);
    button.textContent = done ? "Copied" : "Not copied: the browser refused";
  });
  button.setAttribute("aria-live", "polite");
  return button;
}

/** Gives each program that has none its button. */
function addButtons() {
  for (const program of document.querySelectorAll(PROGRAMS)) {
    if (!program.querySelector("code") || program.previousElementSibling?.matches(".copy")) continue;
    program.before(buttonFor(program));
  }
}

/** From now on, also in figures that are drawn anew and in pages that are reached without loading. */
export function offerCopies() {
  if (!navigator.clipboard) return;
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      addButtons();
    });
  };
  addEventListener("DOMContentLoaded", soon);
  new MutationObserver(soon).observe(document, { childList: true, subtree: true });
}

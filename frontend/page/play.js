// Play: a figure that goes step by step takes one step after the other by itself, until it is at its end or somebody
// presses another of its buttons.
//
// A step is a form that is sent in place (`app/src/figure_form.rs`), and its answer replaces the whole figure, this button
// included. So what is playing is held here, and written onto each new button. `data-play` names the value of the button
// that takes a step.

/** How long a step stays before the next, in milliseconds: time enough to read its sentence. */
const STEP = 2_500;

/** The id of the figure that is playing, and its timer. */
let playing = { id: "", timer: 0 };

const playButton = () => document.getElementById(playing.id)?.querySelector("[data-play]");

function stop() {
  clearInterval(playing.timer);
  const button = playButton();
  playing = { id: "", timer: 0 };
  if (button) mark(button, false);
}

function mark(button, isPlaying) {
  if (button.getAttribute("aria-pressed") !== String(isPlaying)) button.setAttribute("aria-pressed", String(isPlaying));
}

/** Takes the next step, unless the last one has not come back yet. */
function step() {
  const figure = document.getElementById(playing.id);
  if (figure?.hasAttribute("aria-busy")) return;
  const button = playButton();
  const next = button && figure.querySelector(`button[name=action][value='${button.dataset.play}']`);
  // Where something is still to be chosen, the browser says so, and nothing plays.
  if (!next || next.getAttribute("aria-disabled") === "true" || !next.form.reportValidity()) stop();
  else next.click();
}

/** Listens for the play buttons, now and later. */
export function playSteps() {
  document.addEventListener("click", ({ target, isTrusted }) => {
    const button = target.closest?.("[data-play]");
    const figure = target.closest?.("[data-part]");
    if (button && figure) {
      const wasPlaying = playing.id === figure.id;
      stop();
      if (wasPlaying) return;
      playing = { id: figure.id, timer: setInterval(step, STEP) };
      mark(button, true);
      step();
    } else if (isTrusted && figure?.id === playing.id && target.closest("button")) {
      stop();
    }
  });
  // A new figure has a new button. It gets the mark, and the focus where the step's own button would take it away.
  new MutationObserver(() => {
    const button = playing.id && playButton();
    if (!button) return;
    mark(button, true);
    const at = document.activeElement;
    if (at?.matches(`#${playing.id} button[name=action][value='${button.dataset.play}']`)) button.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
}

// Dragging in an ordering exercise: a step is dropped at its place, and every number follows.
//
// The numbers are the answer (`lessons/src/step_order.rs`); dragging only fills them in. On a touch screen, where nothing is
// dragged, the buttons beside each step do the same.

const list = (at) => at.closest?.("ol[data-order]");

/** Gives every step the number of its place; those that are no part of the sequence stay so. */
function number(order) {
  let place = 0;
  for (const select of order.querySelectorAll("select")) {
    if (select.value !== "none") select.value = String(++place);
  }
}

/** Listens for steps that are dragged, now and later. */
export function dragSteps() {
  let dragged = null;
  // A step can be dragged once the pointer is on it, so that a new list needs no look of its own.
  document.addEventListener("pointerover", ({ target }) => {
    const step = list(target) && target.closest("li");
    if (step) step.draggable = true;
  });
  document.addEventListener("dragstart", (event) => {
    const step = list(event.target) && event.target.closest?.("li");
    if (!step) return;
    dragged = step;
    event.dataTransfer.effectAllowed = "move";
    step.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && list(event.target) === list(dragged) && event.target.closest("li");
    if (!over) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (over !== dragged) over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  document.addEventListener("drop", (event) => dragged && event.preventDefault());
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    const select = dragged.querySelector("select");
    if (select.value === "none") select.value = "";
    number(list(dragged));
    dragged = null;
  });
}

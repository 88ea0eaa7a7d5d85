// The small script beside the wasm: what has to run where wasm would be heavy or late.
//
// It runs in every page, before hydration, and once more in a shared worker that all tabs of a browser have in common
// (line.js says why). It is a script of the browser's own language because a worker in Rust would load the wasm a second
// time. `xtask/src/extra_bundle.rs` makes one file of this folder.
import { holdLine } from "./line.js";
import { listen } from "./listen.js";
import { keepDrafts } from "./draft.js";
import { dragSteps } from "./order.js";
import { playSteps } from "./play.js";
import { offerCopies } from "./copy.js";
import { walkStories } from "./walk.js";

/** Loads the script that sends files (upload.js) as soon as the page has the form for them, which names its address. */
function loadUpload() {
  const look = (changes, observer) => {
    const part = document.querySelector("[data-upload]");
    if (!part?.dataset.upload) return;
    observer.disconnect();
    import(part.dataset.upload).catch(() => {}); // without it the form is a plain one
  };
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { childList: true, subtree: true });
  look([], observer);
}

if (self.document) {
  listen(document.currentScript.src);
  walkStories();
  playSteps();
  dragSteps();
  keepDrafts();
  loadUpload();
  offerCopies();
  // A page that comes back out of the browser's memory was drawn for a session that may be over by now.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
} else {
  holdLine();
}

// Sends a file that is brought into the sandbox, shows how far it is, and takes files that are dropped on the page.
//
// Only a page with the form loads it (main.js). The form is a plain one and works without this. Here it is sent by XMLHttpRequest, because `fetch` tells nothing of what
// has left already. A file that is too large is not sent at all, and whatever was typed stays where it is.

const NOT_TAKEN = "The site did not take it. Your text is still here; try again in a moment.";

const part = () => document.querySelector("[data-upload]");

/** A number of bytes as the page writes it (`lessons/src/sandbox/view/cell.rs`). */
const size = (bytes) => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** Says something below the button, with the part of the file that was sent, from 0 to 1, where something is under way. */
function say(text, sent) {
  const line = part()?.querySelector(".upload-progress");
  if (!line) return;
  const [bar, words] = line.children;
  line.hidden = false;
  bar.hidden = sent === undefined;
  if (sent < 1) bar.value = sent * 100;
  else bar.removeAttribute("value");
  words.textContent = text;
}

/** What an answer that is no success says. */
function reason(request) {
  try {
    const [said] = Object.values(JSON.parse(request.responseText));
    if (typeof said === "string") return said;
  } catch {
    // It is no JSON: there is nothing to read in it.
  }
  return NOT_TAKEN;
}

function send(form, button) {
  const file = form.elements.file.files[0];
  const most = Number(part().dataset.bytesMax);
  if (!file) return say("Choose a file first.");
  if (file.size > most) return say(`${file.name} has ${size(file.size)}. A file may have ${size(most)}. Nothing was sent.`);
  const request = new XMLHttpRequest();
  const rest = () => {
    form.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  };
  request.upload.onprogress = ({ loaded, total }) =>
    say(loaded < total ? `${size(loaded)} of ${size(total)} sent` : "Sent. It is being read…", loaded / total);
  request.onload = () => {
    rest();
    if (request.status >= 300) return say(reason(request));
    // The page is asked for anew: the answer stands there, with the text that was sent along.
    location.hash = "answer";
    location.reload();
  };
  request.onerror = () => {
    rest();
    say(NOT_TAKEN);
  };
  form.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  say("Waiting for a place…", 0);
  request.open("POST", button.getAttribute("formaction"));
  request.setRequestHeader("accept", "application/json");
  request.send(new FormData(form));
}

/** Listens for the button, and for files that are dropped on the sandbox. */
function sendFiles() {
  // In the capturing phase, and so before the script that sends the other buttons' forms (`app/src/figure_form.rs`).
  addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.getAttribute("formenctype") !== "multipart/form-data") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.target.hasAttribute("aria-busy")) send(event.target, button);
  }, true);
  const isFile = (event) => part() && [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => isFile(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    const field = part().querySelector("[type=file]");
    const [file] = event.dataTransfer.files;
    part().open = true;
    if (!file || event.target.matches?.("[type=file]")) return;
    const one = new DataTransfer();
    one.items.add(file);
    field.files = one.files;
    say(`${file.name}, ${size(file.size)}: “Bring the file in” sends it.`);
    field.scrollIntoView({ block: "nearest" });
  });
}

sendFiles();
// The browser tests wait for this attribute.
document.documentElement.toggleAttribute("data-sends-files", true);

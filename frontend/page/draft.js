// What was written and not sent: the desk and every form for a comment keep a draft in this browser, and offer it again.
//
// A draft is kept under the person and the form, and goes when the text is sent, when the person signs out here, when
// somebody else signs in, and after two weeks, as a session does. Where it cannot be kept, leaving the page asks first.

/** The forms whose text is kept: new posts and comments, and old ones that are changed. */
const FORMS = 'form[action^="/api/write_"], form[action^="/api/edit_"]';
/** The hidden fields that tell forms with the same address apart. */
const WHICH = ["post", "answers", "comment"];
const PREFIX = "draft:";
/** How many drafts are kept; the oldest ones go first. */
const DRAFTS_MAX = 20;
/** The length of a draft, in characters: a little more than the longest post. */
const DRAFT_CHARS_MAX = 25_000;
/** How long a draft is kept, in milliseconds: 14 days, as a session that nobody uses (store/src/session.rs). */
const AGE_MAX_MS = 14 * 24 * 3_600_000;
/** Where the browser's session remembers the draft of a form that the browser itself has posted. */
const POSTED = "draft-posted";

const seen = new WeakSet();
/** The forms whose text could not be kept. */
const unkept = new Set();

/** Who is signed in, as the path of their page, which the header links to. */
const person = () => document.querySelector(".monogram")?.pathname;

function keyOf(form) {
  const which = WHICH.map((name) => form.elements.namedItem(name)?.value ?? "");
  return [PREFIX + person(), form.getAttribute("action"), ...which].join(" ");
}

/** The fields of a form that somebody types into. */
const fieldsOf = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));

const stored = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const forget = (which) => stored().filter(which).forEach((key) => localStorage.removeItem(key));
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Keeps what stands in a form now, if somebody has changed it. */
function keep(form) {
  const key = keyOf(form);
  const fields = fieldsOf(form);
  unkept.delete(form);
  try {
    if (fields.every((field) => field.value === field.defaultValue)) return localStorage.removeItem(key);
    const text = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const draft = JSON.stringify({ at: Date.now(), text });
    if (draft.length > DRAFT_CHARS_MAX) throw new RangeError("too long");
    localStorage.setItem(key, draft);
    const oldest = stored().sort((a, b) => read(b)?.at - read(a)?.at).slice(DRAFTS_MAX);
    forget((other) => oldest.includes(other));
  } catch {
    unkept.add(form);
  }
}

/** Puts a kept draft into its form and says so, unless something was typed there since. */
function offer(form) {
  const key = keyOf(form);
  const draft = read(key);
  if (!draft) return;
  const before = new Map();
  for (const field of fieldsOf(form)) {
    const text = draft.text[field.name];
    if (text === undefined || text === field.value || field === document.activeElement) continue;
    before.set(field, field.value);
    put(field, text);
  }
  if (!before.size) return;
  const details = form.closest("details");
  if (details) details.open = true;
  const line = document.createElement("p");
  line.className = "help";
  line.setAttribute("role", "status");
  line.append("Your unsent text was kept in this browser. ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button s bare";
  button.textContent = "Throw it away";
  button.onclick = () => {
    before.forEach((text, field) => put(field, text));
    localStorage.removeItem(key);
    line.remove();
  };
  line.append(button);
  form.append(line);
  form.addEventListener("submit", () => line.remove(), { once: true });
}

/** Writes into a field as somebody's typing does, so that the wasm takes notice. */
function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether a form ends this browser's session, or the account. */
function isLeaving(form) {
  const action = form.getAttribute("action");
  const own = form.closest("tr")?.querySelector(".yours");
  return ["/api/sign_out", "/api/delete_account"].includes(action) || (own && action === "/api/revoke_session");
}

function sending(event) {
  const form = event.target;
  if (isLeaving(form)) return forget(() => true);
  if (!form.matches(FORMS)) return;
  const key = keyOf(form);
  const draft = localStorage.getItem(key);
  // The wasm reports that the site has taken the text. What was typed meanwhile is a draft of its own.
  form.addEventListener("sent", () => {
    unkept.delete(form);
    if (localStorage.getItem(key) === draft) localStorage.removeItem(key);
  }, { once: true });
  // Before the wasm runs, the browser posts the form, and only its next page tells what became of it.
  setTimeout(() => {
    if (event.defaultPrevented) return;
    unkept.delete(form);
    sessionStorage.setItem(POSTED, key);
  });
}

/** Forgets the draft that the browser itself has posted, unless its form came back with the text. */
function settlePosted() {
  const key = sessionStorage.getItem(POSTED);
  sessionStorage.removeItem(POSTED);
  const back = [...document.querySelectorAll(FORMS)].find((form) => keyOf(form) === key);
  if (key && !(back && fieldsOf(back).some((field) => field.defaultValue))) localStorage.removeItem(key);
}

export function keepDrafts() {
  try {
    localStorage.length;
  } catch {
    return; // a browser that stores nothing
  }
  const heard = (event, then) => then(event.target.closest?.(FORMS));
  addEventListener("input", (event) => heard(event, (form) => form && keep(form)));
  addEventListener("submit", sending, true);
  addEventListener("beforeunload", (event) => {
    if ([...unkept].some((form) => form.isConnected)) event.preventDefault();
  });
  if (person()) forget((key) => !key.startsWith(`${PREFIX + person()} `));
  forget((key) => !(Date.now() - read(key)?.at < AGE_MAX_MS));
  settlePosted();
  const root = document.documentElement;
  // A form is offered its draft once it is hydrated, and when the wasm draws it on another page.
  new MutationObserver(() => {
    if (!root.hasAttribute("data-hydrated")) return;
    for (const form of document.querySelectorAll(FORMS)) {
      if (!seen.has(form)) seen.add(form), offer(form);
    }
  }).observe(root, { subtree: true, childList: true, attributeFilter: ["data-hydrated"] });
}

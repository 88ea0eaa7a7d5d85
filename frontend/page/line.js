// The line to the site: one stream of events (HTML Living Standard, 9.2) for all tabs of a browser.
//
// Over HTTP/1.1 a browser opens six connections to a host, so a stream for each tab would leave nothing for the seventh.
// A shared worker holds the only one, for as long as a tab is shown. Shared workers exist on plain http too, where Web
// Locks do not. Where a browser has none (Chrome on Android shows one tab at a time), the page itself runs this.
//
// A page sends the id of the last event that it knows when it is shown and after each beat, and `null` when it is hidden.
// It gets `true` or `false` for a line that is up or down, `[id, text]` for an event, and `0` for a beat.

/** How often the site gives a sign of life (`BEAT_INTERVAL` in server/src/live.rs), in milliseconds. */
export const BEAT_MS = 10_000;
/** How long a line may be silent before it counts as dead, in milliseconds. */
export const SILENCE_MAX_MS = 2 * BEAT_MS;
/** How long to wait after an answer that was no stream, in milliseconds. */
const RETRY_MS = 3_000;

/** The start of the server and the number of an event, which make its id (web/src/live/hub.rs). */
function parts(id) {
  const [start, number] = id.split("-");
  return [start, Number(number)];
}

/** Whether the event `id` comes after the event `last`, or belongs to another start of the server. */
export function isNews(id, last) {
  const [[start, number], [lastStart, lastNumber]] = [parts(id), parts(last)];
  return start !== lastStart || number > lastNumber;
}

/** Holds the line for every page that connects from now on. */
export function holdLine() {
  // How many beats each page that is shown has left without an answer.
  const pages = new Map();
  let source;
  let last = "";
  let heardAt = 0;

  const tell = (what) => pages.forEach((_, page) => page.postMessage(what));
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = (after) => {
    close();
    last = after;
    heardAt = Date.now();
    const opened = (source = new EventSource(`/live?after=${after}`));
    const heard = () => (heardAt = Date.now());
    opened.onopen = () => (heard(), tell(true));
    opened.addEventListener("beat", heard);
    opened.onmessage = (event) => {
      heard();
      last = event.lastEventId;
      tell([last, event.data]);
    };
    opened.onerror = () => {
      tell(false);
      // The browser connects again by itself after a fault of the network, but gives up after an answer that is no stream.
      if (opened.readyState === EventSource.CLOSED) setTimeout(() => opened === source && open(last), RETRY_MS);
    };
  };
  const leave = (page) => {
    pages.delete(page);
    if (!pages.size) close();
  };
  const arrive = (page, known) => {
    pages.set(page, 0);
    // What the page missed comes again for all of them; each drops what it knows already. Where the page and the line know
    // different starts of the server, an id that no event has makes the site say that something was missed.
    if (!source) open(known);
    else if (parts(known)[0] !== parts(last)[0]) open("0-0");
    else if (isNews(last, known)) open(known);
    else if (source.readyState === EventSource.OPEN) page.postMessage(true);
  };

  addEventListener("connect", ({ ports: [page] }) => {
    page.onmessage = ({ data: known }) => {
      if (known === null) leave(page);
      else if (pages.has(page)) pages.set(page, 0);
      else arrive(page, known);
    };
  });

  setInterval(() => {
    // A page that ended without a word, or that the browser has frozen, answers no beat.
    pages.forEach((unanswered, page) => (unanswered < 2 ? pages.set(page, unanswered + 1) : leave(page)));
    tell(0);
    // A line that lost every packet reports no error: only its silence tells.
    if (source && Date.now() - heardAt > SILENCE_MAX_MS) {
      tell(false);
      open(last);
    }
  }, BEAT_MS / 2);
}

// The page's end of the line.
import { SILENCE_MAX_MS, holdLine, isNews } from "./line.js";

/** Gives the wasm `self.listenToSite(after, heard)`, which `web/src/live/event_stream.rs` calls once for each tab. */
export function listen(script) {
  self.listenToSite = (after, heard) => {
    let [last, line, own, asked] = [after, null, !("SharedWorker" in self), false];
    let heardAt = Date.now();
    const report = () => line.postMessage(document.hidden ? null : last);

    const connect = () => {
      line = own ? ownLine() : sharedLine(script);
      line.onmessage = ({ data }) => {
        [heardAt, asked] = [Date.now(), false];
        if (data === 0) report();
        else if (data.length) {
          const [id, text] = data;
          if (!isNews(id, last)) return;
          last = id;
          heard(text);
        } else {
          // The browser tests wait for this attribute.
          document.documentElement.toggleAttribute("data-live", data);
          heard(data);
        }
      };
      report();
    };

    connect();
    document.addEventListener("visibilitychange", () => {
      heardAt = Date.now();
      report();
    });
    addEventListener("pagehide", () => line.postMessage(null));
    // A worker that has crashed answers nothing, not even when it is asked once more; then this page holds its own line.
    setInterval(() => {
      if (own || document.hidden || Date.now() - heardAt <= SILENCE_MAX_MS) return;
      if (!asked) {
        asked = true;
        return report();
      }
      own = true;
      connect();
    }, SILENCE_MAX_MS / 4);
  };
}

/** The end of the line that the worker holds. A browser that lets pages store nothing may refuse workers as well. */
function sharedLine(script) {
  try {
    return new SharedWorker(script).port;
  } catch {
    return ownLine();
  }
}

/** Runs in this page what the shared worker would run. */
function ownLine() {
  const { port1, port2 } = new MessageChannel();
  holdLine();
  dispatchEvent(new MessageEvent("connect", { ports: [port2] }));
  return port1;
}

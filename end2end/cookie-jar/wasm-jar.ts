// Our own cookie jar as browsers load it: the bundle that `cargo xtask` builds from frontend/jar.
//
// The tests ask the built bundle rather than the Rust code, so that the compilation to wasm is tested as well. Nothing
// here knows the rules of cookies.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Case, WithPort } from "./case.ts";

export type WasmJar = {
  /** The value of the `Cookie` header that the jar would send with the last request of a case; empty for none. */
  cookieHeader: (testCase: Case, withPort: WithPort) => string;
};

/** Loads the jar from the folder `dist`. */
export async function loadWasmJar(dist: string): Promise<WasmJar> {
  const files = readdirSync(dist);
  const file = (shape: RegExp) => join(dist, files.find((name) => shape.test(name)) ?? `nothing like ${shape}`);
  // Imported as text, because nothing in that folder tells Node that its files are modules.
  const module = readFileSync(file(/^jar-[0-9a-f]+\.js$/)).toString("base64");
  const bundle = await import(`data:text/javascript;base64,${module}`);
  await bundle.default({ module_or_path: readFileSync(file(/^jar-[0-9a-f]+_bg\.wasm$/)) });
  const cookieHeader = ({ visits, url, kind }: Case, withPort: WithPort) => {
    const lines = visits.flatMap((visit) => [withPort(visit.url), ...visit.setCookie]);
    return cookieHeaderIn(bundle.ask(lines.join("\n"), withPort(url), kind));
  };
  return { cookieHeader };
}

/**
 * The `Cookie` header in the page fragment that the jar answers with.
 *
 * The fragment is made for readers: markup is escaped, and control characters are shown as their number in ⟨⟩. Both are
 * undone here.
 */
function cookieHeaderIn(html: string): string {
  const shown = /<pre class="setline"[^>]*>([^<]*)<\/pre>/.exec(html)?.[1];
  if (shown === undefined || html.includes('role="alert"')) throw new Error(`the jar could not read the case: ${html}`);
  if (shown === "no Cookie header") return "";
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return shown
    .replace(/^Cookie: /, "")
    .replace(/⟨([0-9A-F]+)⟩/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, entity) => entities[entity]);
}

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Case, Place } from "./case.ts";

export type Jar = { says: (one: Case, place: Place) => string };

/** The jar as it was built for browsers, from the folder `dist`. */
export async function jarFrom(dist: string): Promise<Jar> {
  const files = readdirSync(dist);
  const file = (shape: RegExp) => join(dist, files.find((name) => shape.test(name)) ?? `nothing like ${shape}`);
  // Imported as text, for nothing in that folder tells Node that its files are modules.
  const module = readFileSync(file(/^jar-[0-9a-f]+\.js$/)).toString("base64");
  const built = await import(`data:text/javascript;base64,${module}`);
  await built.default({ module_or_path: readFileSync(file(/^jar-[0-9a-f]+_bg\.wasm$/)) });
  const says = ({ visits, to, how }: Case, place: Place) => {
    const lines = visits.flatMap((visit) => [place(visit.from), ...visit.lines]);
    return headerIn(built.ask(lines.join("\n"), place(to), how));
  };
  return { says };
}

/** The `Cookie` header in the jar's answer; empty where none goes. */
function headerIn(html: string): string {
  const said = /<pre class="setline"[^>]*>([^<]*)<\/pre>/.exec(html)?.[1];
  if (said === undefined || html.includes('role="alert"')) throw new Error(`the jar could not read the case: ${html}`);
  if (said === "no Cookie header") return "";
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return said
    .replace(/^Cookie: /, "")
    .replace(/⟨([0-9A-F]+)⟩/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => named[name]);
}

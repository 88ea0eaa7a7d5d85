// Where Chromium and the draft of the cookie specification (draft-ietf-httpbis-rfc6265bis) are known to differ.
//
// Each difference is a rewriting of cases: our jar follows the draft, and is given the rewritten case where Chromium is
// given the one as it was. So even a case in which the two differ is compared exactly. Every difference has a row in
// docs/jar.md, and the test fails when one of them no longer occurs.
import type { Case } from "./case.ts";
import { UNREADABLE_DATES } from "./generated-cases.ts";

export type Difference = {
  /** The first cell of its row in docs/jar.md. */
  name: string;
  /** The case with which the draft does what Chromium does with the case as it was. */
  rewrite: (testCase: Case) => Case;
};

/** An attribute of a `Set-Cookie` line: its name in small letters, its value, and both as they stand in the line. */
type Attribute = { name: string; value: string; text: string };

const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");
const attributesOf = (line: string): Attribute[] =>
  line.split(";").slice(1).map((text) => {
    const [name, ...value] = text.split("=");
    return { name: trim(name).toLowerCase(), value: trim(value.join("=")), text };
  });
const has = (line: string, name: string) => attributesOf(line).some((attribute) => attribute.name === name);
/** The value of the last attribute of that name: the one that counts (draft, 5.7). */
const lastValue = (line: string, name: string) => attributesOf(line).filter((attribute) => attribute.name === name).at(-1)?.value;

/** Name and value of the cookie; without an equals sign all is value (draft, 5.6). */
function pairOf(line: string): { name: string; value: string } {
  const pair = line.split(";")[0];
  const at = pair.indexOf("=");
  return { name: trim(pair.slice(0, Math.max(at, 0))), value: trim(pair.slice(at + 1)) };
}

/** The line with each attribute replaced by what `rewrite` makes of it; `undefined` leaves the attribute out. */
function withAttributes(line: string, rewrite: (attribute: Attribute) => string | undefined): string {
  return [line.split(";")[0], ...attributesOf(line).map(rewrite)].filter((text) => text !== undefined).join(";");
}

/** The case with every line replaced by none, one or several; `rewrite` also gets the lines before it, as they were. */
function eachLine(testCase: Case, rewrite: (line: string, before: string[]) => string[]): Case {
  const before: string[] = [];
  const lines = (line: string) => {
    const replaced = rewrite(line, before);
    before.push(line);
    return replaced;
  };
  return { ...testCase, visits: testCase.visits.map((visit) => ({ ...visit, setCookie: visit.setCookie.flatMap(lines) })) };
}

/** Leaves out the lines that Chromium ignores and the draft does not. */
const without = (drop: (line: string) => boolean) => (testCase: Case) => eachLine(testCase, (line) => (drop(line) ? [] : [line]));
/** Replaces the value of one attribute in every line. */
const rewriteValues = (of: string, rewrite: (value: string) => string) => (testCase: Case) =>
  eachLine(testCase, (line) => [withAttributes(line, ({ name, value, text }) => (name === of ? `${name}=${rewrite(value)}` : text))]);

export const DIFFERENCES: Difference[] = [
  {
    name: "Two minutes for new cookies",
    // Chromium sends new cookies without `SameSite` along with a form from another site, as with a link. Cookies that
    // say `Lax` themselves stay away, so they are rewritten to `Strict` before the form is taken for a link.
    rewrite: (testCase) => {
      if (testCase.kind !== "form-elsewhere") return testCase;
      const strict = ({ name, value, text }: Attribute) =>
        name === "samesite" && /^lax$/i.test(value) ? "SameSite=Strict" : text;
      return { ...eachLine(testCase, (line) => [withAttributes(line, strict)]), kind: "link-elsewhere" };
    },
  },
  {
    name: "A tab within",
    rewrite: without((line) => [pairOf(line), ...attributesOf(line)].some(({ name, value }) => /\t/.test(name + value))),
  },
  {
    name: "No name, and `=` in the value",
    rewrite: without((line) => pairOf(line).name === "" && pairOf(line).value.includes("=")),
  },
  {
    name: "`__Http-` and `__Host-Http-`",
    rewrite: without((line) => /^__(host-)?http-/i.test(pairOf(line).name) && !(has(line, "secure") && has(line, "httponly"))),
  },
  {
    name: "`Partitioned`",
    rewrite: (testCase) => {
      const embedded = testCase.kind === "embedded-elsewhere";
      return without((line) => has(line, "partitioned") && (embedded || !has(line, "secure")))(testCase);
    },
  },
  {
    name: "`Domain` of a single dot",
    rewrite: without((line) => lastValue(line, "domain") === "."),
  },
  {
    name: "`Domain` in other letters",
    rewrite: rewriteValues("domain", (domain) => domain.normalize("NFKC").replaceAll("。", ".")),
  },
  {
    name: "`Max-Age` with a plus",
    rewrite: rewriteValues("max-age", (seconds) => seconds.replace(/^\+(?=\d)/, "")),
  },
  {
    name: "A last `Max-Age` that is no number",
    rewrite: (testCase) => eachLine(testCase, (line) => {
      const unreadable = !/^-?\d+$/.test(lastValue(line, "max-age") ?? "");
      return [withAttributes(line, ({ name, text }) => (name === "max-age" && unreadable ? undefined : text))];
    }),
  },
  {
    name: "Letters after a number in a date",
    rewrite: rewriteValues("expires", (date) => (/(:\d+|\b\d\d?|\b\d{4})[a-z]/i.test(date) ? "soon" : date)),
  },
  {
    name: "A last `Expires` that is no date",
    rewrite: (testCase) => eachLine(testCase, (line) => {
      const unreadable = UNREADABLE_DATES.includes(lastValue(line, "expires") ?? "");
      return [withAttributes(line, ({ name, text }) => (name === "expires" && unreadable ? undefined : text))];
    }),
  },
  {
    name: "A year of one digit",
    rewrite: rewriteValues("expires", (date) => date.replace(/^(\d+ \w{3}) (\d) /, "$1 200$2 ")),
  },
  {
    name: "Years before 1601",
    rewrite: rewriteValues("expires", (date) => date.replace(/\b(1[0-5]\d\d|1600|0[1-9]\d\d)\b/, "1601")),
  },
  {
    name: "Place of a replaced cookie",
    // This one stands last because it writes lines twice, and the others must not see that. Chromium forgets how old the
    // replaced cookie was, as though it had been removed before: so the rewritten case removes it.
    rewrite: (testCase) => eachLine(testCase, (line, before) => {
      const { name, value } = pairOf(line);
      const old = before.map(pairOf).filter((pair) => pair.name === name);
      return old.length && !old.some((pair) => pair.value === value) ? [`${line};Max-Age=0`, line] : [line];
    }),
  },
];

/** The case rewritten by all differences; `except` leaves one of them out. */
export const rewriteForDraft = (testCase: Case, except?: Difference): Case =>
  DIFFERENCES.filter((difference) => difference !== except).reduce((rewritten, difference) => difference.rewrite(rewritten), testCase);

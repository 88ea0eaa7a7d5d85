import type { Case } from "./case.ts";
import { NO_DATES } from "./generated-cases.ts";

/** Where Chromium and the draft are known to differ: the name is that of a row in docs/jar.md. */
export type Difference = {
  name: string;
  /** A case by which the draft does what Chromium does with this one. */
  read: (one: Case) => Case;
};

type Attribute = { name: string; value: string; text: string };

const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");
const attributesOf = (line: string): Attribute[] =>
  line.split(";").slice(1).map((text) => {
    const [name, ...value] = text.split("=");
    return { name: trim(name).toLowerCase(), value: trim(value.join("=")), text };
  });
const has = (line: string, name: string) => attributesOf(line).some((attribute) => attribute.name === name);
const last = (line: string, name: string) => attributesOf(line).filter((attribute) => attribute.name === name).at(-1)?.value;

function pairOf(line: string): { name: string; value: string } {
  const pair = line.split(";")[0];
  const at = pair.indexOf("=");
  return { name: trim(pair.slice(0, Math.max(at, 0))), value: trim(pair.slice(at + 1)) };
}

/** The line with some of its attributes put otherwise, or left out. */
function rewritten(line: string, how: (attribute: Attribute) => string | undefined): string {
  return [line.split(";")[0], ...attributesOf(line).map(how)].filter((text) => text !== undefined).join(";");
}

/** The case with every line replaced by none, one or several. */
function eachLine(one: Case, how: (line: string, before: string[]) => string[]): Case {
  const before: string[] = [];
  const lines = (line: string) => {
    const now = how(line, before);
    before.push(line);
    return now;
  };
  return { ...one, visits: one.visits.map((visit) => ({ ...visit, lines: visit.lines.flatMap(lines) })) };
}

const without = (drop: (line: string) => boolean) => (one: Case) => eachLine(one, (line) => (drop(line) ? [] : [line]));
const values = (of: string, how: (value: string) => string) => (one: Case) =>
  eachLine(one, (line) => [rewritten(line, ({ name, value, text }) => (name === of ? `${name}=${how(value)}` : text))]);

export const DIFFERENCES: Difference[] = [
  {
    name: "Two minutes for new cookies",
    // What goes with a link goes with the form, save what says `Lax` itself.
    read: (one) => {
      if (one.how !== "form-elsewhere") return one;
      const strict = ({ name, value, text }: Attribute) =>
        name === "samesite" && /^lax$/i.test(value) ? "SameSite=Strict" : text;
      return { ...eachLine(one, (line) => [rewritten(line, strict)]), how: "link-elsewhere" };
    },
  },
  {
    name: "A tab within",
    read: without((line) => [pairOf(line), ...attributesOf(line)].some(({ name, value }) => /\t/.test(name + value))),
  },
  {
    name: "No name, and `=` in the value",
    read: without((line) => pairOf(line).name === "" && pairOf(line).value.includes("=")),
  },
  {
    name: "`__Http-` and `__Host-Http-`",
    read: without((line) => /^__(host-)?http-/i.test(pairOf(line).name) && !(has(line, "secure") && has(line, "httponly"))),
  },
  {
    name: "`Partitioned`",
    read: (one) => {
      const embedded = one.how === "embedded-elsewhere";
      return without((line) => has(line, "partitioned") && (embedded || !has(line, "secure")))(one);
    },
  },
  {
    name: "`Domain` of a single dot",
    read: without((line) => last(line, "domain") === "."),
  },
  {
    name: "`Domain` in other letters",
    read: values("domain", (domain) => domain.normalize("NFKC").replaceAll("。", ".")),
  },
  {
    name: "`Max-Age` with a plus",
    read: values("max-age", (seconds) => seconds.replace(/^\+(?=\d)/, "")),
  },
  {
    name: "A last `Max-Age` that is no number",
    read: (one) => eachLine(one, (line) => {
      const unreadable = !/^-?\d+$/.test(last(line, "max-age") ?? "");
      return [rewritten(line, ({ name, text }) => (name === "max-age" && unreadable ? undefined : text))];
    }),
  },
  {
    name: "Letters after a number in a date",
    read: values("expires", (date) => (/(:\d+|\b\d\d?|\b\d{4})[a-z]/i.test(date) ? "soon" : date)),
  },
  {
    name: "A last `Expires` that is no date",
    read: (one) => eachLine(one, (line) => {
      const unreadable = NO_DATES.includes(last(line, "expires") ?? "");
      return [rewritten(line, ({ name, text }) => (name === "expires" && unreadable ? undefined : text))];
    }),
  },
  {
    name: "A year of one digit",
    read: values("expires", (date) => date.replace(/^(\d+ \w{3}) (\d) /, "$1 200$2 ")),
  },
  {
    name: "Years before 1601",
    read: values("expires", (date) => date.replace(/\b(1[0-5]\d\d|1600|0[1-9]\d\d)\b/, "1601")),
  },
  {
    name: "Place of a replaced cookie",
    // Last, for it writes lines twice. Chromium forgets the age of the old one, as though it had been removed first.
    read: (one) => eachLine(one, (line, before) => {
      const { name, value } = pairOf(line);
      const old = before.map(pairOf).filter((pair) => pair.name === name);
      return old.length && !old.some((pair) => pair.value === value) ? [`${line};Max-Age=0`, line] : [line];
    }),
  },
];

/** The case as Chromium takes it, one difference left out if so wished. */
export const asChromium = (one: Case, leftOut?: Difference): Case =>
  DIFFERENCES.filter((difference) => difference !== leftOut).reduce((read, difference) => difference.read(read), one);

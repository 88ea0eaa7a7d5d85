// What the browser and our jar are asked alike: cases from a seed and by hand, and where the two are known to differ.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const HOWS = ["own", "link-elsewhere", "form-elsewhere", "embedded-elsewhere", "script"] as const;
export type How = (typeof HOWS)[number];

/** An address, its port left out, and the `Set-Cookie` lines that its answer has. */
export type Visit = { from: string; lines: string[] };
/** The visits are paid in order; then `to` is asked. */
export type Case = { name: string; visits: Visit[]; to: string; how: How };
/** An address as it is really asked, with its port. */
export type Place = (address: string) => string;

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

/** The same numbers for the same seed, on every machine (mulberry32). */
function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const FAMILIES = [
  ["shop.example", "www.shop.example", "deep.www.shop.example", "notshop.example"],
  ["shop.co.uk", "www.shop.co.uk", "bank.co.uk"],
];
const PATHS = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/A/b"];
const NAMES = ["a", "a", "b", "b", "c", "A", "a b", "", "é", "__Secure-a", "__Host-a", "__host-a", "__SECURE-b", "a\x1b"];
const DATES = [
  "Wed, 09 Jun 2021 10:18:14 GMT",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994",
  "Thu, 01 Jan 1970 00:00:00 GMT",
  "Wed, 01 Jan 2031 00:00:00 GMT",
  "01-jan-31 0:0:0",
  "10:18:14 2021 09 jUNE",
  "Fri, 31 Dec 9999 23:59:59 GMT",
];
const NO_DATES = ["Fri, 31 Feb 2020 00:00:00 GMT", "Wed, 09 Jun 2021 24:00:00 GMT", "09 Jun 2021", "soon", "0", ""];
const AGES = ["0", "-1", "60", "0060", "99999999999999999999", "-99999999999999999999", "+60", "60s", "1.5", "soon", ""];
const SITES = ["Lax", "Strict", "None", "lAX", "STRICT", "nOnE", "Lacks", ""];

/** So many cases; other ones for another seed. */
export function generated(seed: number, count: number): Case[] {
  const below = numbers(seed);
  const one = <T>(of: readonly T[]): T => of[below(of.length)];
  const scheme = () => (below(6) ? "https" : "http");
  const blank = () => one(["", "", "", " ", "\t", "  "]);

  const attribute = (hosts: string[]): string => {
    const domains = [...hosts, `.${hosts[0]}`, hosts[0].toUpperCase(), "example", "co.uk", "other.example", "", "."];
    const all: (() => string)[] = [
      () => "Secure",
      () => one(["secure", "SECURE=no", " Secure "]),
      () => one(["HttpOnly", "hTTPoNLY", "HttpOnly=0"]),
      () => `${one(["Path", "path", "PATH"])}${blank()}=${blank()}${one(["/", "/", "/a", "/a/", "/a/b", "a", "", "/ab"])}`,
      () => `Path=/`,
      () => `${one(["Domain", "domain"])}=${blank()}${one(domains)}`,
      () => `Domain=${hosts[0]}`,
      () => `${one(["Expires", "expires"])}=${one([...DATES, ...NO_DATES])}`,
      () => `${one(["Max-Age", "max-age"])}=${blank()}${one(AGES)}`,
      () => `${one(["SameSite", "samesite"])}=${blank()}${one(SITES)}`,
      () => "SameSite=None; Secure",
      () => one(["Color=blue", "", " ", "=", "=Secure", "Priority=High", "é=ö"]),
    ];
    return one(all)();
  };
  const line = (hosts: string[], value: number, how: How): string => {
    const name = one(NAMES);
    const usual = `${blank()}${name}${blank()}=${blank()}${one(["v", "v", "v", '"', "ü", "x y"])}${value}`;
    const pair = below(12) ? usual : one([name, `${name}=`, `v${value}`]);
    // Otherwise hardly anything would go where another site asks.
    const abroad = how === "embedded-elsewhere" || how === "form-elsewhere" ? ["SameSite=None; Secure"] : [];
    const attributes = Array.from({ length: below(4) }, () => attribute(hosts));
    return [pair, ...attributes, ...(below(2) ? abroad : [])].join(`;${blank()}`);
  };
  return Array.from({ length: count }, (_, n) => {
    const hosts = below(4) ? FAMILIES[0] : FAMILIES[1];
    const host = () => (below(2) ? hosts[0] : one(hosts));
    const how = HOWS[n % HOWS.length];
    const visits = Array.from({ length: 1 + below(3) }, (_, at) => ({
      from: `${scheme()}://${host()}${one(PATHS)}`,
      lines: Array.from({ length: 2 + below(5) }, (_, nth) => line(hosts, 10 * at + nth, how)),
    }));
    const near = `https://${one(visits).from.split("/")[2]}${one(["/a", "/a/b/c"])}`;
    const to = below(4) ? near : `${scheme()}://${host()}${one(PATHS)}`;
    return { name: `generated ${n}`, visits, to, how };
  });
}

const SHOP = "https://shop.example/a/b";
const pair = (octets: number) => `n=${"v".repeat(octets - 1)}`;
const path = (octets: number) => `/${"a".repeat(octets - 1)}`;

/** What chance would hardly find. */
export const BY_HAND: Case[] = [
  hand("4096 octets and 4097", [pair(4096), `big=${"v".repeat(4094)}`, "=" + "w".repeat(4097)]),
  hand("an attribute of 1024 octets", [
    "a=1; Path=" + path(1024),
    "b=2; Path=/; Path=" + path(1025),
    "c=3; Domain=" + "x".repeat(1025),
  ], `https://shop.example${path(1024)}`),
  hand("an attribute of 1025 octets", [
    "a=1; Path=" + path(1025),
    "b=2; Max-Age=" + "0".repeat(1025),
    "c=3; Max-Age=" + "0".repeat(1024),
  ]),
  hand("control characters", [
    "a=1\x01",
    "b\x7f=2",
    "c=3; Path=/\x1f",
    "d=4\t",
    "e\t=\t5",
    "f=6\t6",
    "g=7; Color=\x0b",
    "h=8; Color=\ta\tb",
  ]),
  hand("a tab that is not at an edge", ["a=6\t6", "b\tb=7", "c=8"]),
  hand("names and values without the usual", ["=", "= ", ";", "x", "x=", "=y", "==z"]),
  hand("two equals signs and quotes", ["a=b=c", "d=\"e;f\"", "g = h i ", "j=\"\"", "k=%3B", "l=é€", "m=n,o=p"]),
  hand("prefixes used rightly", [
    "__Host-a=1; Secure; Path=/",
    "__HOST-b=2; secure; path=/",
    "__Secure-c=3; Secure; Domain=shop.example",
  ]),
  hand("prefixes used wrongly", [
    "__Host-a=1; Secure",
    "__Host-b=2; Path=/",
    "__Host-c=3; Secure; Path=/; Domain=shop.example",
    "__Host-d=4; Secure; Path=/a",
    "__Secure-e=5",
    "=__Host-f=6; Secure; Path=/",
    "__Secure-g; Secure",
    "=__Secure-",
    "__Host-h=8; Secure; Path=/; Domain=",
  ]),
  hand("prefixes of the next draft", [
    "__Http-a=1",
    "__Host-Http-b=2; Secure; Path=/",
    "__Http-c=3; Secure; HttpOnly",
    "__Host-Http-d=4; Secure; HttpOnly; Path=/",
  ]),
  hand("partitioned without Secure", ["a=1; Partitioned", "b=2; Secure; Partitioned"]),
  hand("partitioned", [
    "a=1; Secure; SameSite=None; Partitioned",
    "b=2; Secure; SameSite=None",
  ], SHOP, "embedded-elsewhere"),
  hand("the years before 1601", [
    "a=1; Expires=Thu, 31 Dec 1600 23:59:59 GMT",
    "b=2; Expires=Mon, 01 Jan 1601 00:00:00 GMT",
    "c=3; Expires=1 Jan 0101 0:0:0",
  ]),
  hand("a year of one digit", ["a=1; Expires=1 Jan 0 0:0:0", "b=2; Expires=1 Jan 9 0:0:0", "c=3"]),
  hand("a time with letters after it", [
    "a=1; Expires=1 Jan 2020 00:00:00pm",
    "b=2; Expires=1 Jan 2020 00:00:00Z",
    "c=3",
  ]),
  hand("a day with letters after it", [
    "a=1; Expires=1st Jan 2020 00:00:00",
    "b=2; Expires=01st Jan 2020 00:00:00",
    "c=3",
  ]),
  hand("a year with letters after it", [
    "a=1; Expires=1 Jan 2020x 00:00:00",
    "b=2; Expires=1 Jan 2020AD 00:00:00",
    "c=3",
  ]),
  hand("a long name of a month", [
    "a=1; Expires=1 January 2020 00:00:00",
    "b=2; Expires=1 Janxyz 2020 00:00:00",
    "c=3",
  ]),
  hand("dates that are none", [
    "a=1; Expires=Fri, 30 Feb 2020 00:00:00 GMT",
    "b=2; Expires=1 Jan 2020 00:60:00",
    "c=3; Expires=1 Jan 2020 00:00:60",
    "d=4; Expires=0 Jan 2020 00:00:00",
    "e=5; Expires=1 Jan 2020 24:00:00",
    "f=6; Expires=1 Jan 2020 00:00",
    "g=7; Expires=1 Jan 20200 00:00:00",
    "h=8; Expires=1577836800",
  ]),
  hand("dates in other spellings", [
    "a=1; Expires=1 Jan 69 00:00:00",
    "b=2; Expires=1 Jan 70 00:00:00",
    "c=3; Expires=2020-01-01 00:00:00",
    "d=4; Expires=1/jan/2020 0:0:0",
    "e=5; Expires=\"1 Jan 2020 00:00:00\"",
    "g=7; Expires=00:00:00 Jan 1 2020",
    "h=8; Expires=1 Jan 2020 00:00:00.000",
  ]),
  hand("lives in seconds", [
    "b=2; Max-Age=-",
    "c=3; Max-Age=-0",
    "d=4; Max-Age=00",
    "e=5; Max-Age=0x0",
    "f=6; Max-Age=\"0\"",
    "h=8; Max-Age=60; Expires=1 Jan 2020 0:0:0",
    "i=9; Max-Age=x; Expires=1 Jan 2020 0:0:0",
    "j=10; Max-Age=-1.5",
  ]),
  hand("a life with a plus", ["a=1; Max-Age=+0", "b=2; Max-Age=+60; Expires=1 Jan 2020 0:0:0"]),
  hand("two lives, the last unreadable", [
    "a=1; Max-Age=0; Max-Age=x",
    "b=2; Max-Age=0; Max-Age=",
    "c=3; Max-Age=60; Max-Age=x; Expires=1 Jan 2020 0:0:0",
  ]),
  hand("two dates, the last unreadable", [
    "a=1; Expires=1 Jan 2020 0:0:0; Expires=soon",
    "b=2; Expires=1 Jan 2020 0:0:0; Expires=",
    "c=3",
  ]),
  hand("domains", [
    "a=1; Domain=.shop.example",
    "b=2; Domain=..shop.example",
    "c=3; Domain=shop.example.",
    "d=4; Domain=shop.example:443",
    "e=5; Domain= ",
    "f=6; Domain",
    "g=7; Domain=other.example; Domain=",
    "h=8; Domain=shop.example; Domain=other.example",
    "i=9; Domain=SHOP.example",
  ], "https://www.shop.example/a/b"),
  hand("a domain that is a single dot", ["a=1; Domain=.", "b=2; Domain=shop.example; Domain= . "]),
  hand("a domain in percents", ["a=1; Domain=%73hop.example", "b=2"]),
  hand("domains in other letters", [
    "a=1; Domain=bücher.example",
    "b=2; Domain=ｓhop.example",
    "c=3; Domain=shop。example",
  ]),
  hand("public suffixes", ["a=1; Domain=example", "b=2; Domain=.example", "c=3; Domain=xn--a"]),
  {
    ...hand("public suffixes of two labels", [], "https://bank.co.uk/"),
    visits: [
      { from: "https://shop.co.uk/", lines: ["a=1; Domain=co.uk", "b=2; Domain=.co.uk", "c=3; Domain=uk"] },
      { from: "https://bank.co.uk/", lines: ["d=4; Domain=bank.co.uk"] },
    ],
  },
  hand("paths", [
    "a=1; Path=/a",
    "b=2; Path=/a/",
    "c=3; Path=/A",
    "d=4; Path=/%61",
    "e=5; Path=/a/../a",
    "f=6; Path=//",
    "g=7; Path=\"/\"",
    "h=8; Path=a; Path=/x",
    "i=9; Path=/x; Path=",
    "j=10; Path=/a/b/",
    "k=11; Path=/a?q",
    "l=12; Path",
  ]),
  hand("paths with letters that addresses encode", [
    "a=1; Path=/é",
    "b=2; Path=/%C3%A9",
    "c=3; Path=/x y",
    "d=4; Path=/%c3%a9",
  ], "https://shop.example/é/x"),
  {
    ...hand("secure cookies are left alone", []),
    visits: [
      { from: SHOP, lines: ["a=1; Secure", "b=2; Secure; Domain=shop.example; Path=/a", "c=3; Secure; Path=/a/b"] },
      {
        from: "http://shop.example/a/c",
        lines: ["a=4", "a=5; Path=/", "b=6", "b=7; Path=/a/x", "c=8; Path=/a", "c=9; Path=/a/b/c", "d=10; Secure"],
      },
    ],
  },
  hand("SameSite", [
    "a=1; SameSite",
    "b=2; SameSite=None",
    "c=3; SameSite=none; Secure",
    "d=4; SameSite=Strict; SameSite=x",
    "e=5; SameSite=\"Lax\"",
    "f=6; SameSite=Lax",
  ], SHOP, "embedded-elsewhere"),
  hand("SameSite and a link", [
    "a=1; SameSite=Strict",
    "b=2; SameSite=Lax",
    "c=3",
    "d=4; SameSite=None; Secure",
    "e=5; SameSite=Strict; SameSite=x",
  ], SHOP, "link-elsewhere"),
  hand("SameSite and a form", [
    "a=1; SameSite=Strict",
    "b=2; SameSite=Lax",
    "c=3",
    "d=4; SameSite=None; Secure",
    "e=5; SameSite=Lax; SameSite=x",
  ], SHOP, "form-elsewhere"),
  hand("HttpOnly and a script", [
    "a=1; HttpOnly",
    "b=2",
    "c=3; Http-Only",
    "é=ü",
    "d=4; Secure; SameSite=Strict",
  ], SHOP, "script"),
  hand("the order of replaced cookies", ["a=1", "b=2", "a=3"]),
  hand("the order of cookies replaced by the same", ["a=1", "b=2", "a=1"]),
];
function hand(name: string, lines: string[], to = SHOP, how: How = "own"): Case {
  return { name, visits: [{ from: SHOP, lines }], to, how };
}

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

import { type Case, HOWS, type How } from "./case.ts";

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
export const NO_DATES = ["Fri, 31 Feb 2020 00:00:00 GMT", "Wed, 09 Jun 2021 24:00:00 GMT", "09 Jun 2021", "soon", "0", ""];
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

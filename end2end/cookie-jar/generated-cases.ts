// Test cases for the cookie jar that are drawn at random, the same for the same seed on every machine.
//
// The lists below mix what is usual with what browsers are known to stumble over, so that most cases have cookies that
// are sent and cookies that are refused. What chance would hardly find is in written-cases.ts.
import { type Case, REQUEST_KINDS, type RequestKind } from "./case.ts";

/** A generator of random whole numbers from 0 up to a bound (mulberry32, by Tommy Ettinger). */
function seededRandom(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const HOST_GROUPS = [
  ["shop.example", "www.shop.example", "deep.www.shop.example", "notshop.example"],
  ["shop.co.uk", "www.shop.co.uk", "bank.co.uk"],
];
const PATHS = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/A/b"];
const NAMES = ["a", "a", "b", "b", "c", "A", "a b", "", "é", "__Secure-a", "__Host-a", "__host-a", "__SECURE-b", "a\x1b"];
const READABLE_DATES = [
  "Wed, 09 Jun 2021 10:18:14 GMT",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994",
  "Thu, 01 Jan 1970 00:00:00 GMT",
  "Wed, 01 Jan 2031 00:00:00 GMT",
  "01-jan-31 0:0:0",
  "10:18:14 2021 09 jUNE",
  "Fri, 31 Dec 9999 23:59:59 GMT",
];
export const UNREADABLE_DATES = ["Fri, 31 Feb 2020 00:00:00 GMT", "Wed, 09 Jun 2021 24:00:00 GMT", "09 Jun 2021", "soon", "0", ""];
const MAX_AGES = ["0", "-1", "60", "0060", "99999999999999999999", "-99999999999999999999", "+60", "60s", "1.5", "soon", ""];
const SAME_SITE_VALUES = ["Lax", "Strict", "None", "lAX", "STRICT", "nOnE", "Lacks", ""];

/** Draws `count` cases; another seed draws other cases. */
export function generateCases(seed: number, count: number): Case[] {
  const below = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)];
  const scheme = () => (below(6) ? "https" : "http");
  const blank = () => pick(["", "", "", " ", "\t", "  "]);

  // One attribute. Spellings that appear twice are those that should come up more often.
  const attribute = (hosts: string[]): string => {
    const domains = [...hosts, `.${hosts[0]}`, hosts[0].toUpperCase(), "example", "co.uk", "other.example", "", "."];
    const all: (() => string)[] = [
      () => "Secure",
      () => pick(["secure", "SECURE=no", " Secure "]),
      () => pick(["HttpOnly", "hTTPoNLY", "HttpOnly=0"]),
      () => `${pick(["Path", "path", "PATH"])}${blank()}=${blank()}${pick(["/", "/", "/a", "/a/", "/a/b", "a", "", "/ab"])}`,
      () => `Path=/`,
      () => `${pick(["Domain", "domain"])}=${blank()}${pick(domains)}`,
      () => `Domain=${hosts[0]}`,
      () => `${pick(["Expires", "expires"])}=${pick([...READABLE_DATES, ...UNREADABLE_DATES])}`,
      () => `${pick(["Max-Age", "max-age"])}=${blank()}${pick(MAX_AGES)}`,
      () => `${pick(["SameSite", "samesite"])}=${blank()}${pick(SAME_SITE_VALUES)}`,
      () => "SameSite=None; Secure",
      () => pick(["Color=blue", "", " ", "=", "=Secure", "Priority=High", "é=ö"]),
    ];
    return pick(all)();
  };
  // One `Set-Cookie` line. The number in its value tells it apart from all others of the case.
  const line = (hosts: string[], value: number, kind: RequestKind): string => {
    const name = pick(NAMES);
    const usual = `${blank()}${name}${blank()}=${blank()}${pick(["v", "v", "v", '"', "ü", "x y"])}${value}`;
    const pair = below(12) ? usual : pick([name, `${name}=`, `v${value}`]);
    // Without these attributes hardly any cookie would go along with a request from another site.
    const crossSite = kind === "embedded-elsewhere" || kind === "form-elsewhere" ? ["SameSite=None; Secure"] : [];
    const attributes = Array.from({ length: below(4) }, () => attribute(hosts));
    return [pair, ...attributes, ...(below(2) ? crossSite : [])].join(`;${blank()}`);
  };
  return Array.from({ length: count }, (_, n) => {
    const hosts = below(4) ? HOST_GROUPS[0] : HOST_GROUPS[1];
    const host = () => (below(2) ? hosts[0] : pick(hosts));
    const kind = REQUEST_KINDS[n % REQUEST_KINDS.length];
    const visits = Array.from({ length: 1 + below(3) }, (_, at) => ({
      url: `${scheme()}://${host()}${pick(PATHS)}`,
      setCookie: Array.from({ length: 2 + below(5) }, (_, nth) => line(hosts, 10 * at + nth, kind)),
    }));
    // Mostly a host that was visited: other hosts are sent hardly anything.
    const visited = `https://${pick(visits).url.split("/")[2]}${pick(["/a", "/a/b/c"])}`;
    const url = below(4) ? visited : `${scheme()}://${host()}${pick(PATHS)}`;
    return { name: `generated ${n}`, visits, url, kind };
  });
}

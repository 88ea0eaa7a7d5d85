// Test cases for the cookie jar that chance would hardly find: limits, odd dates, prefixes, and where browsers differ.
//
// The name of a case says which rule it is about. A case may stay though browser and jar agree on it; it then keeps them
// from drifting apart.
import type { Case, RequestKind } from "./case.ts";

const SHOP = "https://shop.example/a/b";
/** A pair whose name and value have so many octets together; 4096 are the most (draft, 5.6). */
const pair = (octets: number) => `n=${"v".repeat(octets - 1)}`;
/** A path of so many octets; attributes longer than 1024 are ignored. */
const path = (octets: number) => `/${"a".repeat(octets - 1)}`;

/** The cases, in no particular order. */
export const WRITTEN_CASES: Case[] = [
  oneVisit("4096 octets and 4097", [pair(4096), `big=${"v".repeat(4094)}`, "=" + "w".repeat(4097)]),
  oneVisit("an attribute of 1024 octets", [
    "a=1; Path=" + path(1024),
    "b=2; Path=/; Path=" + path(1025),
    "c=3; Domain=" + "x".repeat(1025),
  ], `https://shop.example${path(1024)}`),
  oneVisit("an attribute of 1025 octets", [
    "a=1; Path=" + path(1025),
    "b=2; Max-Age=" + "0".repeat(1025),
    "c=3; Max-Age=" + "0".repeat(1024),
  ]),
  oneVisit("control characters", [
    "a=1\x01",
    "b\x7f=2",
    "c=3; Path=/\x1f",
    "d=4\t",
    "e\t=\t5",
    "f=6\t6",
    "g=7; Color=\x0b",
    "h=8; Color=\ta\tb",
  ]),
  oneVisit("a tab that is not at an edge", ["a=6\t6", "b\tb=7", "c=8"]),
  oneVisit("names and values without the usual", ["=", "= ", ";", "x", "x=", "=y", "==z"]),
  oneVisit("two equals signs and quotes", ["a=b=c", "d=\"e;f\"", "g = h i ", "j=\"\"", "k=%3B", "l=é€", "m=n,o=p"]),
  oneVisit("prefixes used rightly", [
    "__Host-a=1; Secure; Path=/",
    "__HOST-b=2; secure; path=/",
    "__Secure-c=3; Secure; Domain=shop.example",
  ]),
  oneVisit("prefixes used wrongly", [
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
  oneVisit("prefixes of the next draft", [
    "__Http-a=1",
    "__Host-Http-b=2; Secure; Path=/",
    "__Http-c=3; Secure; HttpOnly",
    "__Host-Http-d=4; Secure; HttpOnly; Path=/",
  ]),
  oneVisit("partitioned without Secure", ["a=1; Partitioned", "b=2; Secure; Partitioned"]),
  oneVisit("partitioned", [
    "a=1; Secure; SameSite=None; Partitioned",
    "b=2; Secure; SameSite=None",
  ], SHOP, "embedded-elsewhere"),
  oneVisit("the years before 1601", [
    "a=1; Expires=Thu, 31 Dec 1600 23:59:59 GMT",
    "b=2; Expires=Mon, 01 Jan 1601 00:00:00 GMT",
    "c=3; Expires=1 Jan 0101 0:0:0",
  ]),
  oneVisit("a year of one digit", ["a=1; Expires=1 Jan 0 0:0:0", "b=2; Expires=1 Jan 9 0:0:0", "c=3"]),
  oneVisit("a time with letters after it", [
    "a=1; Expires=1 Jan 2020 00:00:00pm",
    "b=2; Expires=1 Jan 2020 00:00:00Z",
    "c=3",
  ]),
  oneVisit("a day with letters after it", [
    "a=1; Expires=1st Jan 2020 00:00:00",
    "b=2; Expires=01st Jan 2020 00:00:00",
    "c=3",
  ]),
  oneVisit("a year with letters after it", [
    "a=1; Expires=1 Jan 2020x 00:00:00",
    "b=2; Expires=1 Jan 2020AD 00:00:00",
    "c=3",
  ]),
  oneVisit("a long name of a month", [
    "a=1; Expires=1 January 2020 00:00:00",
    "b=2; Expires=1 Janxyz 2020 00:00:00",
    "c=3",
  ]),
  oneVisit("dates that are none", [
    "a=1; Expires=Fri, 30 Feb 2020 00:00:00 GMT",
    "b=2; Expires=1 Jan 2020 00:60:00",
    "c=3; Expires=1 Jan 2020 00:00:60",
    "d=4; Expires=0 Jan 2020 00:00:00",
    "e=5; Expires=1 Jan 2020 24:00:00",
    "f=6; Expires=1 Jan 2020 00:00",
    "g=7; Expires=1 Jan 20200 00:00:00",
    "h=8; Expires=1577836800",
  ]),
  oneVisit("dates in other spellings", [
    "a=1; Expires=1 Jan 69 00:00:00",
    "b=2; Expires=1 Jan 70 00:00:00",
    "c=3; Expires=2020-01-01 00:00:00",
    "d=4; Expires=1/jan/2020 0:0:0",
    "e=5; Expires=\"1 Jan 2020 00:00:00\"",
    "g=7; Expires=00:00:00 Jan 1 2020",
    "h=8; Expires=1 Jan 2020 00:00:00.000",
  ]),
  oneVisit("lives in seconds", [
    "b=2; Max-Age=-",
    "c=3; Max-Age=-0",
    "d=4; Max-Age=00",
    "e=5; Max-Age=0x0",
    "f=6; Max-Age=\"0\"",
    "h=8; Max-Age=60; Expires=1 Jan 2020 0:0:0",
    "i=9; Max-Age=x; Expires=1 Jan 2020 0:0:0",
    "j=10; Max-Age=-1.5",
  ]),
  oneVisit("a life with a plus", ["a=1; Max-Age=+0", "b=2; Max-Age=+60; Expires=1 Jan 2020 0:0:0"]),
  oneVisit("two lives, the last unreadable", [
    "a=1; Max-Age=0; Max-Age=x",
    "b=2; Max-Age=0; Max-Age=",
    "c=3; Max-Age=60; Max-Age=x; Expires=1 Jan 2020 0:0:0",
  ]),
  oneVisit("two dates, the last unreadable", [
    "a=1; Expires=1 Jan 2020 0:0:0; Expires=soon",
    "b=2; Expires=1 Jan 2020 0:0:0; Expires=",
    "c=3",
  ]),
  oneVisit("domains", [
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
  oneVisit("a domain that is a single dot", ["a=1; Domain=.", "b=2; Domain=shop.example; Domain= . "]),
  oneVisit("a domain in percents", ["a=1; Domain=%73hop.example", "b=2"]),
  oneVisit("domains in other letters", [
    "a=1; Domain=bücher.example",
    "b=2; Domain=ｓhop.example",
    "c=3; Domain=shop。example",
  ]),
  oneVisit("public suffixes", ["a=1; Domain=example", "b=2; Domain=.example", "c=3; Domain=xn--a"]),
  {
    ...oneVisit("public suffixes of two labels", [], "https://bank.co.uk/"),
    visits: [
      { url: "https://shop.co.uk/", setCookie: ["a=1; Domain=co.uk", "b=2; Domain=.co.uk", "c=3; Domain=uk"] },
      { url: "https://bank.co.uk/", setCookie: ["d=4; Domain=bank.co.uk"] },
    ],
  },
  oneVisit("paths", [
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
  oneVisit("paths with letters that addresses encode", [
    "a=1; Path=/é",
    "b=2; Path=/%C3%A9",
    "c=3; Path=/x y",
    "d=4; Path=/%c3%a9",
  ], "https://shop.example/é/x"),
  {
    ...oneVisit("secure cookies are left alone", []),
    visits: [
      { url: SHOP, setCookie: ["a=1; Secure", "b=2; Secure; Domain=shop.example; Path=/a", "c=3; Secure; Path=/a/b"] },
      {
        url: "http://shop.example/a/c",
        setCookie: ["a=4", "a=5; Path=/", "b=6", "b=7; Path=/a/x", "c=8; Path=/a", "c=9; Path=/a/b/c", "d=10; Secure"],
      },
    ],
  },
  oneVisit("SameSite", [
    "a=1; SameSite",
    "b=2; SameSite=None",
    "c=3; SameSite=none; Secure",
    "d=4; SameSite=Strict; SameSite=x",
    "e=5; SameSite=\"Lax\"",
    "f=6; SameSite=Lax",
  ], SHOP, "embedded-elsewhere"),
  oneVisit("SameSite and a link", [
    "a=1; SameSite=Strict",
    "b=2; SameSite=Lax",
    "c=3",
    "d=4; SameSite=None; Secure",
    "e=5; SameSite=Strict; SameSite=x",
  ], SHOP, "link-elsewhere"),
  oneVisit("SameSite and a form", [
    "a=1; SameSite=Strict",
    "b=2; SameSite=Lax",
    "c=3",
    "d=4; SameSite=None; Secure",
    "e=5; SameSite=Lax; SameSite=x",
  ], SHOP, "form-elsewhere"),
  oneVisit("HttpOnly and a script", [
    "a=1; HttpOnly",
    "b=2",
    "c=3; Http-Only",
    "é=ü",
    "d=4; Secure; SameSite=Strict",
  ], SHOP, "script"),
  oneVisit("the order of replaced cookies", ["a=1", "b=2", "a=3"]),
  oneVisit("the order of cookies replaced by the same", ["a=1", "b=2", "a=1"]),
];

/** A case with a single visit, to the shop, which is requested once more if nothing else is said. */
function oneVisit(name: string, setCookie: string[], url = SHOP, kind: RequestKind = "own"): Case {
  return { name, visits: [{ url: SHOP, setCookie }], url, kind };
}

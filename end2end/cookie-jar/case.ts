// The shape of a test case for the cookie jar: which answers set cookies, and how the last request is made.
//
// Chromium and our own jar (labs/src/cookie) get the same cases and must send the same `Cookie` header. Nothing here
// starts a browser or a server.

/** How the last request of a case is made; our jar takes the same words. */
export const REQUEST_KINDS = ["own", "link-elsewhere", "form-elsewhere", "embedded-elsewhere", "script"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** A request whose answer sets cookies: its address, without a port, and the `Set-Cookie` lines of the answer. */
export type Visit = { url: string; setCookie: string[] };

/** The visits are made in order. Then `url` is requested, and what goes along with it is compared. */
export type Case = { name: string; visits: Visit[]; url: string; kind: RequestKind };

/** Adds to an address the port of the test server that answers for it. */
export type WithPort = (url: string) => string;

export const HOWS = ["own", "link-elsewhere", "form-elsewhere", "embedded-elsewhere", "script"] as const;
export type How = (typeof HOWS)[number];

/** An address, its port left out, and the `Set-Cookie` lines that its answer has. */
export type Visit = { from: string; lines: string[] };
/** The visits are paid in order; then `to` is asked. */
export type Case = { name: string; visits: Visit[]; to: string; how: How };
/** An address as it is really asked, with its port. */
export type Place = (address: string) => string;

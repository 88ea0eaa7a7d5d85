// What Chromium sends in each case: the other half of the comparison.
//
// Every case begins with an empty jar. The browser has a profile of its own, because one of its settings decides whether
// embedded pages get cookies at all.
import { type BrowserContext, type LaunchOptions, type Page, chromium } from "@playwright/test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case } from "./case.ts";
import type { CookieServers } from "./cookie-servers.ts";

/** The `Cookie` header of the last request of every case, in their order; for scripts, what `document.cookie` says. */
export async function chromiumCookieHeaders(cases: Case[], servers: CookieServers, launchOptions: LaunchOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "jar-"));
  const context = await launch(folder, launchOptions);
  try {
    const [page, headers] = [await context.newPage(), []] as [Page, string[]];
    for (const [nth, testCase] of cases.entries()) {
      await context.clearCookies();
      headers.push(await cookieHeader(page, servers, testCase, nth));
    }
    return headers;
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Walks through one case. The jar must be empty. */
async function cookieHeader(page: Page, servers: CookieServers, { kind }: Case, nth: number): Promise<string> {
  // The headers are all that counts, so nothing waits for a page to be loaded.
  const commit = { waitUntil: "commit" } as const;
  const [header, lastUrl] = [servers.lastCookieHeader(nth), servers.lastUrl(nth)];
  await page.goto(servers.startUrl(nth), commit);
  if (kind === "own" || kind === "script") await page.goto(lastUrl, commit);
  if (kind === "link-elsewhere") await page.getByRole("link").dispatchEvent("click");
  if (kind === "form-elsewhere") await page.getByRole("button").dispatchEvent("click");
  if (kind !== "embedded-elsewhere") await page.waitForURL((url) => url.searchParams.get("step") === "last", commit);
  const received = await header;
  return kind === "script" ? page.evaluate(() => document.cookie) : received;
}

/** A browser that lets embedded pages have cookies. That is a setting and no rule of cookies, and some builds forbid it. */
async function launch(folder: string, launchOptions: LaunchOptions): Promise<BrowserContext> {
  const names = "--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.co.uk 127.0.0.1";
  // One process for all sites makes it twice as fast. Cookies are decided in another process anyway.
  const args = [...(launchOptions.args ?? []), names, "--disable-site-isolation-trials", "--renderer-process-limit=1"];
  const settings = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(settings));
  return chromium.launchPersistentContext(folder, { ...launchOptions, args, ignoreHTTPSErrors: true });
}

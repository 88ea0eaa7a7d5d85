// What every browser test has: a site with Ana and Ben and a post of each, and a page that tolerates no errors.
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { Site, password } from "./site.ts";

export { expect, password };

type Fixtures = {
  site: Site;
  /** Cookies of Ana and Ben, to act as them beside the browser. */
  people: { ana: string; ben: string };
  /** Makes this page Ana's or Ben's. */
  signInAs: (name: "ana" | "ben") => Promise<void>;
  /** A second browser, signed in as somebody. */
  another: (name?: "ana" | "ben") => Promise<Page>;
  /** Console text and answers that this test expects and that are no fault. */
  tolerate: (RegExp | number)[];
};

export const test = base.extend<Fixtures>({
  tolerate: [],

  site: async ({}, use) => {
    const site = await Site.start();
    await use(site);
    await site.remove();
  },

  people: async ({ site }, use) => {
    const [ana, ben] = [await site.signUp("ana"), await site.signUp("ben")];
    await site.write(ana, "Half a plot by the pump", "The waiting list is down to *nine* names.", "plots, waiting list");
    await site.write(ben, "Rye at seventy-two hours", "Third loaf from the shared oven.", "bread");
    await use({ ana, ben });
  },

  baseURL: async ({ site }, use) => use(site.url),

  page: async ({ page, javaScriptEnabled, tolerate }, use) => {
    const faults = watch(page, javaScriptEnabled !== false, tolerate);
    await use(page);
    expect(faults, "faults seen by the browser").toEqual([]);
  },

  signInAs: async ({ people, context, site }, use) => {
    await use((name) => give(context, site, people[name]));
  },

  another: async ({ browser, people, site, javaScriptEnabled, tolerate }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[][] = [];
    await use(async (name) => {
      const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled, timezoneId: "UTC" });
      contexts.push(context);
      if (name) await give(context, site, people[name]);
      const page = await context.newPage();
      faults.push(watch(page, javaScriptEnabled !== false, tolerate));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(faults.flat(), "faults seen by the other browsers").toEqual([]);
  },
});

async function give(context: BrowserContext, site: Site, cookie: string): Promise<void> {
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: site.url, httpOnly: true, sameSite: "Lax" }]);
}

/** Notes every fault of a page; makes `goto` and `reload` wait until clicks are heard. */
function watch(page: Page, scripts: boolean, tolerate: (RegExp | number)[]): string[] {
  const faults: string[] = [];
  const fault = (text: string) => {
    if (!tolerate.some((known) => known instanceof RegExp && known.test(text))) faults.push(text);
  };
  page.on("console", (message) => {
    if (message.type() === "error" || /panicked|hydration/i.test(message.text())) fault(message.text());
  });
  page.on("pageerror", (error) => fault(String(error)));
  page.on("response", (answer) => {
    if (answer.status() >= 500 && !tolerate.includes(answer.status())) fault(`${answer.status()} ${answer.url()}`);
  });
  if (scripts) {
    for (const verb of ["goto", "reload", "goBack"] as const) {
      const original = page[verb].bind(page) as (...args: unknown[]) => Promise<unknown>;
      (page as unknown as Record<string, unknown>)[verb] = async (...args: unknown[]) => {
        const answer = await original(...args);
        await hydrated(page);
        return answer;
      };
    }
  }
  return faults;
}

/** Waits until the page hears clicks; a busy machine may need a while for the first wasm. */
export async function hydrated(page: Page): Promise<void> {
  const html = (await page.locator("html").count()) > 0;
  const app = html && (await page.locator("script[type=module]").count()) > 0;
  if (app) await page.locator("html[data-hydrated]").waitFor({ state: "attached", timeout: 30_000 });
}

// What every browser test has: a site with Ana and Ben and a post of each, and pages that tolerate no faults.
import { type BrowserContext, type BrowserContextOptions, type Page, type Route, test as base, expect } from "@playwright/test";
import { Site, numberOf, password } from "./site.ts";

export { Site, expect, numberOf, password };

export type Name = "ana" | "ben";

/** The post that Ana wrote, and Ben's; the newest stands first in the feed. */
export const posts = {
  ana: { title: "Half a plot by the pump", path: "/post/1/half-a-plot-by-the-pump", tag: "waiting list" },
  ben: { title: "Rye at seventy-two hours", path: "/post/2/rye-at-seventy-two-hours", tag: "bread" },
};

type Fixtures = {
  /** Settings of the site, as `VITRINE_…` variables. */
  settings: Record<string, string>;
  /** Faults that a file of tests expects: words in the console, or `answered 5xx`. */
  tolerate: RegExp | undefined;
  site: Site;
  /** Ana and Ben and a post of each; their cookies, to act as them beside the browser. Whoever asks for it gets them. */
  people: Record<Name, string>;
  /** Makes this page Ana's or Ben's. */
  signInAs: (name: Name) => Promise<void>;
  /** A second browser, signed in as somebody, or as nobody. */
  another: (name?: Name, options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  tolerate: [undefined, { option: true }],

  site: async ({ settings }, use, info) => {
    const site = await Site.start({ settings });
    await use(site);
    await site.remove();
    if (info.status !== info.expectedStatus) await info.attach("server log", { body: site.log.join("\n") });
  },

  people: async ({ site }, use) => {
    const [ana, ben] = [await site.signUp("ana"), await site.signUp("ben")];
    await site.write(ana, posts.ana.title, "The waiting list is down to *nine* names.", "plots, waiting list");
    await site.write(ben, posts.ben.title, "Third loaf from the shared oven.", "bread");
    await use({ ana, ben });
  },

  baseURL: async ({ site }, use) => use(site.url),

  page: async ({ page, javaScriptEnabled, tolerate }, use) => {
    const faults = await watch(page, javaScriptEnabled !== false, tolerate);
    await use(page);
    expect(faults(), "faults seen by the browser").toEqual([]);
  },

  signInAs: async ({ people, context, site }, use) => {
    await use((name) => give(context, site, people[name]));
  },

  another: async ({ browser, people, site, javaScriptEnabled, tolerate }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: (() => string[])[] = [];
    await use(async (name, options) => {
      const usual = { baseURL: site.url, javaScriptEnabled, timezoneId: "UTC", locale: "en-GB" };
      const context = await browser.newContext({ ...usual, ...options });
      contexts.push(context);
      if (name) await give(context, site, people[name]);
      const page = await context.newPage();
      faults.push(await watch(page, javaScriptEnabled !== false, tolerate));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(faults.flatMap((seen) => seen()), "faults seen by the other browsers").toEqual([]);
  },
});

async function give(context: BrowserContext, site: Site, cookie: string): Promise<void> {
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: site.url, httpOnly: true, sameSite: "Lax" }]);
}

/**
 * Notes the faults of a page, to be asked for at the end; makes whatever is done to it wait until clicks are heard.
 *
 * A page that is itself answered with 4xx makes Chromium say so in the console. Its status is the test's to check, so
 * that is no fault; a file of the page that is missing is one.
 */
export async function watch(page: Page, scripts: boolean, tolerate?: RegExp): Promise<() => string[]> {
  const faults: { text: string; url: string }[] = [];
  const documents = new Set<string>();
  page.on("console", (message) => {
    const [text, url] = [message.text(), message.location().url];
    if (message.type() === "error" || /panicked|hydration/i.test(text)) faults.push({ text, url });
  });
  page.on("pageerror", (error) => faults.push({ text: String(error), url: page.url() }));
  page.on("dialog", async (dialog) => {
    faults.push({ text: `a dialog says: ${dialog.message()}`, url: page.url() });
    await dialog.dismiss();
  });
  page.on("response", (answer) => {
    if (answer.request().isNavigationRequest() && answer.status() < 500) documents.add(answer.url());
    if (answer.status() >= 500) faults.push({ text: `answered ${answer.status()}`, url: answer.url() });
  });
  if (scripts) {
    const deaf = page.locator("html:not([data-hydrated]):has(script[type=module])");
    await page.addLocatorHandler(deaf, () => hydrated(page), { noWaitAfter: true });
    // What shows at once may not be saved yet: who goes on meanwhile may be shown the page as it was.
    const answered = () => expect(page.locator("[aria-busy=true]"), "what was sent is answered").toHaveCount(0);
    const { goto, reload } = { goto: page.goto.bind(page), reload: page.reload.bind(page) };
    page.goto = async (...where) => answered().then(() => goto(...where));
    page.reload = async (...how) => answered().then(() => reload(...how));
  }
  const known = (text: string) => tolerate?.test(text) ?? false;
  const own = (text: string, url: string) => /^Failed to load resource.* 4\d\d /.test(text) && documents.has(url);
  return () => faults.filter(({ text, url }) => !known(text) && !own(text, url)).map(({ text, url }) => `${text} (${url})`);
}

/** Waits until the page hears clicks; a busy machine may need a while for the first wasm. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached", timeout: 30_000 });
}

/** Opens a page and waits until it hears of what others do. */
export async function listen(page: Page, path: string): Promise<void> {
  const [line] = await Promise.all([page.waitForResponse((answer) => answer.url().includes("/live?")), page.goto(path)]);
  expect(line.status()).toBe(200);
  await hydrated(page);
}

/** Holds the requests to a door back until told what becomes of them. */
export async function hold(page: Page, door: string, then = (route: Route) => route.continue()): Promise<{ held: Promise<void>; release: () => void }> {
  let [release, arrived] = [() => {}, () => {}];
  const released = new Promise<void>((go) => (release = go));
  const held = new Promise<void>((come) => (arrived = come));
  await page.route(`**${door}`, async (route) => {
    arrived();
    await released;
    await then(route);
  });
  return { held, release };
}

/** What the browser says when it finds no server, or a line was cut. */
export const CUT_OFF = /net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/;

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, name: string, { keep = false } = {}): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password(name));
  if (keep) await page.getByLabel("Keep me signed in").check();
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(ownPage(page, name)).toBeVisible();
}

/** The link to one's own page, which every page shows to whom is signed in. */
export const ownPage = (page: Page, name: string) =>
  page.getByRole("link", { name: `${name}, your page and settings` });

/** A line or a card of a list, by what stands in it. */
export const card = (page: Page, title: string) => page.getByRole("article").filter({ hasText: title });

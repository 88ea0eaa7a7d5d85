// What every browser test gets: a site of its own, two people with a post each, and pages on which any error fails the
// test.
//
// The fixtures come first, then what several tests do with a page. A test never shares its site with another, and nothing
// here waits for a fixed time: waiting ends when something is seen. Tests import `test` and `expect` from this file and
// not from Playwright, or errors would go unnoticed.
import { type BrowserContext, type BrowserContextOptions, type Page, type Route, test as base, expect } from "@playwright/test";
import { Site, numberOf, password } from "./site.ts";

export { Site, expect, numberOf, password };

export type Name = "ana" | "ben";

/** The post that Ana wrote, and Ben's. Ben's is the newer one, so it stands first in the feed. */
export const posts = {
  ana: { title: "Half a plot by the pump", path: "/post/1/half-a-plot-by-the-pump", tag: "waiting list" },
  ben: { title: "Rye at seventy-two hours", path: "/post/2/rye-at-seventy-two-hours", tag: "bread" },
};

type Fixtures = {
  /** Settings of the site, as `VITRINE_…` variables. */
  settings: Record<string, string>;
  /** Errors that a file of tests causes on purpose: words in the console, or `answered 5xx`. */
  toleratedErrors: RegExp | undefined;
  site: Site;
  /**
   * The session cookies of Ana and Ben, to act as them beside the browser. A test that asks for this fixture gets a site
   * with both accounts and a post of each; other tests get an empty site.
   */
  people: Record<Name, string>;
  /** Signs the page's browser in as Ana or Ben. */
  signInAs: (name: Name) => Promise<void>;
  /** Opens a page in another browser, signed in as somebody or as a guest. */
  another: (name?: Name, options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  toleratedErrors: [undefined, { option: true }],

  site: async ({ settings }, use, info) => {
    const site = await Site.create({ settings });
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

  page: async ({ page, javaScriptEnabled, toleratedErrors }, use) => {
    const errors = await watchPage(page, javaScriptEnabled !== false, toleratedErrors);
    await use(page);
    expect(errors(), "errors seen by the browser").toEqual([]);
  },

  signInAs: async ({ people, context, site }, use) => {
    await use((name) => addSessionCookie(context, site, people[name]));
  },

  another: async ({ browser, people, site, javaScriptEnabled, toleratedErrors }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: (() => string[])[] = [];
    await use(async (name, options) => {
      // A context made by hand does not get the options of the project by itself.
      const usual = { baseURL: site.url, javaScriptEnabled, timezoneId: "UTC", locale: "en-GB" };
      const context = await browser.newContext({ ...usual, ...options });
      contexts.push(context);
      if (name) await addSessionCookie(context, site, people[name]);
      const page = await context.newPage();
      errors.push(await watchPage(page, javaScriptEnabled !== false, toleratedErrors));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors.flatMap((seen) => seen()), "errors seen by the other browsers").toEqual([]);
  },
});

async function addSessionCookie(context: BrowserContext, site: Site, cookie: string): Promise<void> {
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: site.url, httpOnly: true, sameSite: "Lax" }]);
}

/**
 * Collects the errors of a page, and makes every action wait until the page is ready for it. Returns a function that lists
 * the errors seen so far.
 *
 * Chromium writes to the console when a page is answered with 4xx. That is no error here, because the test checks the
 * status of its pages. A file of the page that is missing is one.
 */
async function watchPage(page: Page, scripts: boolean, tolerated?: RegExp): Promise<() => string[]> {
  const errors: { text: string; url: string }[] = [];
  const documents = new Set<string>();
  page.on("console", (message) => {
    const [text, url] = [message.text(), message.location().url];
    // Leptos reports a tree that differs from the server's as a mere warning, so the text counts as well.
    if (message.type() === "error" || /panicked|hydration/i.test(text)) errors.push({ text, url });
  });
  page.on("pageerror", (error) => errors.push({ text: String(error), url: page.url() }));
  page.on("dialog", async (dialog) => {
    errors.push({ text: `a dialog says: ${dialog.message()}`, url: page.url() });
    await dialog.dismiss();
  });
  page.on("response", (answer) => {
    if (answer.request().isNavigationRequest() && answer.status() < 500) documents.add(answer.url());
    if (answer.status() >= 500) errors.push({ text: `answered ${answer.status()}`, url: answer.url() });
  });
  if (scripts) await waitBeforeActions(page);
  const isTolerated = (text: string) => tolerated?.test(text) ?? false;
  const isDocument = (text: string, url: string) => /^Failed to load resource.* 4\d\d /.test(text) && documents.has(url);
  return () => errors.filter(({ text, url }) => !isTolerated(text) && !isDocument(text, url)).map(({ text, url }) => `${text} (${url})`);
}

/** Makes every action on a page with scripts wait for hydration, and every navigation for what was sent before. */
async function waitBeforeActions(page: Page): Promise<void> {
  const unhydrated = page.locator("html:not([data-hydrated]):has(script[type=module])");
  await page.addLocatorHandler(unhydrated, () => waitForHydration(page), { noWaitAfter: true });
  // A like or a comment shows before the site has answered. A test that goes on at once could be shown the page as it was.
  const answered = () => expect(page.locator("[aria-busy=true]"), "what was sent is answered").toHaveCount(0);
  const { goto, reload } = { goto: page.goto.bind(page), reload: page.reload.bind(page) };
  page.goto = async (...where) => answered().then(() => goto(...where));
  page.reload = async (...how) => answered().then(() => reload(...how));
}

/** Waits until the page reacts to clicks. On a busy machine the first wasm may take a while. */
export async function waitForHydration(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached", timeout: 30_000 });
}

/** Opens a page and waits until its line to the site is up, so that it shows what others do from now on. */
export async function openAndListen(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await waitForHydration(page);
  await page.locator("html[data-live]").waitFor({ state: "attached" });
}

/**
 * Holds back the page's requests to an address. `held` resolves with the first of them; `release` lets them all go on to
 * `then`, which sends them to the site if nothing else is said.
 */
export async function holdRequests(page: Page, path: string, then = (route: Route) => route.continue()): Promise<{ held: Promise<void>; release: () => void }> {
  let [release, arrived] = [() => {}, () => {}];
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = new Promise<void>((resolve) => (arrived = resolve));
  await page.route(`**${path}`, async (route) => {
    arrived();
    await released;
    await then(route);
  });
  return { held, release };
}

/** What Chromium writes to the console when it reaches no server, or when a connection was cut. */
export const CONNECTION_ERRORS = /net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/;

/** Signs in through the form. `signInAs` is faster where signing in is not what the test is about. */
export async function signIn(page: Page, name: string, { keep = false } = {}): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password(name));
  if (keep) await page.getByLabel("Keep me signed in").check();
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(ownPageLink(page, name)).toBeVisible();
}

/** The link to one's own page, which every page shows to a person who is signed in. */
export const ownPageLink = (page: Page, name: string) =>
  page.getByRole("link", { name: `${name}, your page and settings` });

/** A post in a list, found by its title. */
export const card = (page: Page, title: string) => page.getByRole("article").filter({ hasText: title });

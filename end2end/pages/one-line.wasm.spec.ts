// All tabs of a browser share one line to the site, hidden ones have none, and a line that died without a word is noticed.
import type { Page } from "@playwright/test";
import { card, expect, openAndListen, posts, test } from "../fixtures.ts";
import { TcpProxy } from "../proxy.ts";

const TABS = 20;

/** Makes a tab believe that it is hidden, or shown again. Without a head, a browser shows all its tabs. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);

const likes = (page: Page, n: number) => card(page, posts.ana.title).getByRole("button", { name: `Like ${n}` });

test("K2: twenty tabs have one line, on plain http, and none when all are hidden", async ({ page, people, site }) => {
  test.setTimeout(120_000);
  const proxy = await TcpProxy.start(site.url);
  try {
    const tabs = [page];
    while (tabs.length < TABS) tabs.push(await page.context().newPage());
    for (const tab of tabs) await openAndListen(tab, proxy.url);
    expect(proxy.streamCount).toBe(1);
    await site.like(people.ben, posts.ana.path);
    for (const tab of tabs) await expect(likes(tab, 1)).toBeVisible();

    // The one that is still shown goes on to hear; the others catch up when they are shown again.
    for (const tab of tabs.slice(1)) await setHidden(tab, true);
    await site.like(people.ana, posts.ana.path);
    await expect(likes(page, 2)).toBeVisible();
    await expect(likes(tabs[1], 1)).toBeVisible();
    await setHidden(page, true);
    await expect.poll(() => proxy.streamCount, "all are hidden").toBe(0);
    await site.submit("/api/unlike_post", { post: "1" }, people.ben);
    await site.write(people.ben, "Written while nobody looked");
    for (const tab of [tabs[1], page]) {
      await setHidden(tab, false);
      await expect(likes(tab, 1)).toBeVisible();
      await expect(card(tab, "Written while nobody looked")).toHaveCount(1);
    }
    expect(proxy.streamCount, "two are shown").toBe(1);
  } finally {
    proxy.close();
  }
});

test("K2: a tab that goes takes no line with it", async ({ page, people, site }) => {
  const proxy = await TcpProxy.start(site.url);
  try {
    const first = await page.context().newPage();
    await openAndListen(first, proxy.url);
    await openAndListen(page, proxy.url);
    await first.close();
    await site.like(people.ben, posts.ana.path);
    await expect(likes(page, 1)).toBeVisible();
    expect(proxy.streamCount).toBe(1);
  } finally {
    proxy.close();
  }
});

// A worker's clock cannot be set, so the page holds the line itself, as on a browser without shared workers.
test("F9: a line that lost every packet is opened anew within thirty seconds, and what was missed comes", async ({ page, people, site }) => {
  const proxy = await TcpProxy.start(site.url);
  try {
    await page.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
    await page.clock.install();
    await openAndListen(page, proxy.url);
    await site.like(people.ben, posts.ana.path);
    await expect(likes(page, 1)).toBeVisible();
    proxy.swallowStreams();
    await site.like(people.ana, posts.ana.path);
    await site.write(people.ben, "Unheard");
    await page.clock.runFor(29_000);
    await expect(likes(page, 2)).toBeVisible();
    await expect(card(page, "Unheard")).toHaveCount(1);
  } finally {
    proxy.close();
  }
});

// The worker is never heard of again, as after a crash.
test("F9: a page whose worker has died holds a line of its own", async ({ page, people, site }) => {
  await page.addInitScript(() => {
    class Mute {
      port = new MessageChannel().port1;
    }
    Object.defineProperty(window, "SharedWorker", { value: Mute });
  });
  await page.clock.install();
  await page.goto("/");
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  await page.clock.runFor(35_000);
  await page.locator("html[data-live]").waitFor({ state: "attached" });
  await site.like(people.ben, posts.ana.path);
  await expect(likes(page, 1)).toBeVisible();
});

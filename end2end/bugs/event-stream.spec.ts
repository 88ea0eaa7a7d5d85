// The browser asks an event stream to go on after the last event it heard. So a page that had heard none missed what
// happened before its first one. And the browser gives up for good on an answer that is no stream, such as a 503.
import type { Page } from "@playwright/test";
import { CONNECTION_ERRORS, card, expect, holdRequests, openAndListen, posts, test, waitForHydration } from "../fixtures.ts";

test.use({ toleratedErrors: new RegExp(`${CONNECTION_ERRORS.source}|answered 503|status of 503|MIME type`) });

test("a page that has heard nothing yet catches up, too, when the site comes back", async ({ page, people, site }) => {
  await openAndListen(page, "/");
  await site.stop();
  await expect(page.getByText("The line to the site is down.")).toBeVisible();
  await site.start();
  await site.write(people.ben, "Written meanwhile");
  await expect(page.getByText("The line to the site is down.")).toBeHidden();
  await expect(card(page, "Written meanwhile")).toHaveCount(1);
});

/** Has the page hold the line itself, by the same code: what a shared worker asks for, a test cannot hold. */
const withoutSharedWorker = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));

test("what happens between the drawing of a page and its first listening is not missed", async ({ page, people, site }) => {
  await withoutSharedWorker(page);
  const { held, release } = await holdRequests(page, "/live?*");
  await page.goto(posts.ana.path);
  await waitForHydration(page);
  await held;
  await site.comment(people.ben, posts.ana.path, "Said in between");
  release();
  await expect(page.getByText("Said in between")).toHaveCount(1);
});

test("the line comes back after an answer that is no stream", async ({ page, people, site }) => {
  await withoutSharedWorker(page);
  await page.route("**/live?*", (route) => route.fulfill({ status: 503, contentType: "text/html", body: "Bad gateway" }), { times: 1 });
  const refused = page.waitForResponse((answer) => answer.url().includes("/live?") && answer.status() === 503);
  await page.goto("/");
  await refused;
  await page.waitForResponse((answer) => answer.url().includes("/live?") && answer.status() === 200);
  await site.write(people.ben, "A second loaf");
  await expect(card(page, "A second loaf")).toHaveCount(1);
});

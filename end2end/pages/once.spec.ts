// Once means once: pressed twice, or sent again after an answer that was lost, with scripts and without.
import { type Page, type Route } from "@playwright/test";
import { CONNECTION_ERRORS, card, expect, posts, test } from "../fixtures.ts";

test.use({ toleratedErrors: CONNECTION_ERRORS });

const TITLE = "Seven buckets by the pump";

async function fillPost(page: Page): Promise<void> {
  await page.goto("/write");
  await page.getByLabel("Title").fill(TITLE);
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Count them.");
}

const publish = (page: Page) => page.getByRole("button", { name: /^Publish/ });

/** How many posts have the title, as the square says. */
async function expectOnePost(page: Page): Promise<void> {
  await page.goto("/");
  await expect(card(page, TITLE)).toHaveCount(1);
}

test("a double click on Publish makes one post", async ({ page, signInAs }) => {
  await signInAs("ana");
  await fillPost(page);
  await publish(page).dblclick();
  await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
  await expectOnePost(page);
});

test("a double click makes one comment and leaves no complaint", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await page.getByRole("textbox", { name: "Your comment" }).fill("+1");
  await page.getByRole("button", { name: "Send comment" }).dblclick();
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
  await expect(page.getByRole("paragraph").filter({ hasText: "+1" })).toHaveCount(1);
});

test("the same words can be said twice on purpose", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  for (const heading of ["1 comment", "2 comments"]) {
    await page.getByRole("textbox", { name: "Your comment" }).fill("+1");
    await page.getByRole("button", { name: "Send comment" }).click();
    await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  }
});

test("a post whose answer was lost is sent again and stands there once", async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("ana");
  await fillPost(page);
  // The site writes the post, and the browser never hears of it.
  const lose = async (route: Route) => {
    await route.fetch({ maxRedirects: 0 });
    await route.abort("connectionreset");
  };
  await page.route("**/api/write_post", lose, { times: 1 });
  await publish(page).click({ noWaitAfter: true });
  const isPlain = javaScriptEnabled === false;
  if (isPlain) await expect.poll(() => page.url()).toBe("chrome-error://chromewebdata/");
  else await expect(page.getByText("The site did not answer.").first()).toBeVisible();
  // Without scripts a person loads the browser's own page of the error anew, which sends the form again.
  await (isPlain ? page.reload() : publish(page).click());
  await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
  await expectOnePost(page);
});

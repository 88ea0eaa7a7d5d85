// Moving between pages without loading them anew. The fixture fails a test whose console warns of hydration.
import type { Page } from "@playwright/test";
import { card, expect, posts, test, waitForHydration } from "../fixtures.ts";

// The browser's half asks for a post that is not there, and Chromium notes that the answer is 404.
test.use({ toleratedErrors: /status of 404/ });

/** The documents this page loads from now on. */
async function loads(page: Page): Promise<string[]> {
  await waitForHydration(page);
  const seen: string[] = [];
  page.on("request", (request) => request.isNavigationRequest() && seen.push(request.url()));
  return seen;
}

test("feed, post, tag and person follow each other without a full load, and titles follow them", async ({ page, people }) => {
  await page.goto("/");
  await expect(page).toHaveTitle("The square · Vitrine");
  const loaded = await loads(page);
  const main = page.getByRole("main");

  await main.getByRole("link", { name: posts.ana.title }).click();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(posts.ana.title);
  await expect(page).toHaveURL(posts.ana.path);
  await expect(page).toHaveTitle(`${posts.ana.title} · Vitrine`);

  await main.getByRole("link", { name: "waiting list" }).click();
  await expect(page).toHaveURL("/tag/waiting-list");
  await expect(page).toHaveTitle("waiting list · Vitrine");
  await expect(card(page, posts.ana.title)).toBeVisible();

  await card(page, posts.ana.title).getByRole("link", { name: "ana", exact: true }).click();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText("ana");
  await expect(page).toHaveTitle("ana · Vitrine");

  await page.getByRole("banner").getByRole("link", { name: "The square" }).click();
  await expect(page).toHaveTitle("The square · Vitrine");
  await expect(main.getByRole("article")).toHaveCount(2);

  await page.goBack();
  await expect(page).toHaveTitle("ana · Vitrine");
  await page.goBack();
  await expect(page).toHaveTitle("waiting list · Vitrine");
  await page.goBack();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(posts.ana.title);
  await page.goBack();
  await expect(page).toHaveTitle("The square · Vitrine");
  await page.goForward();
  await expect(page).toHaveTitle(`${posts.ana.title} · Vitrine`);
  expect(loaded).toEqual([]);
});

test("one post, one person or one tag after another shows the next one", async ({ page, people, site }) => {
  await site.write(people.ana, "Beans", `See [the rye](${site.url}${posts.ben.path}) and [Ben](${site.url}/user/ben).`, "bread");
  await page.goto("/user/ana");
  const loaded = await loads(page);
  const h1 = page.getByRole("main").getByRole("heading", { level: 1 });
  await page.getByRole("link", { name: "Beans" }).click();
  await expect(h1).toHaveText("Beans");
  await page.getByRole("link", { name: "the rye" }).click();
  await expect(h1).toHaveText(posts.ben.title);
  await expect(page).toHaveURL(posts.ben.path);
  await page.goBack();
  await expect(h1).toHaveText("Beans");
  await page.getByRole("link", { name: "Ben", exact: true }).click();
  await expect(h1).toHaveText("ben");
  await expect(card(page, "Beans")).toHaveCount(0);
  expect(loaded).toEqual([]);
});

test("a like that was seen is still seen after coming back", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  const loaded = await loads(page);
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.getByRole("link", { name: posts.ben.title }).click();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.goBack();
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Liked 1" })).toBeVisible();
  expect(loaded).toEqual([]);
});

test("a missing page met on the way is a page of its own, and the way back works", async ({ page, people, site }) => {
  await site.write(people.ana, "Beans", `See [nothing](${site.url}/post/999) or [nowhere](${site.url}/no/such/page).`);
  const h1 = page.getByRole("main").getByRole("heading", { level: 1 });
  await page.goto("/post/3/beans");
  for (const link of ["nothing", "nowhere"]) {
    await page.getByRole("link", { name: link }).click();
    await expect(h1).toHaveText("Nothing here");
    await expect(page).toHaveTitle("Nothing here · Vitrine");
    await page.goBack();
    await expect(h1).toHaveText("Beans");
  }
});

test("no page warns of hydration, for guests and for somebody signed in", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ben, posts.ana.path, "Nine names!");
  await site.comment(people.ana, posts.ana.path, "Nine it is.", "1");
  const paths = ["/", posts.ana.path, "/tag/plots", "/user/ana", "/search", "/search?q=nine", "/search?q=zebra", "/about", "/about/promises", "/privacy", "/sign-in", "/sign-up"];
  for (const path of paths) {
    await page.goto(path);
    await waitForHydration(page);
  }
  await signInAs("ana");
  for (const path of [...paths, "/following", "/write", "/write/1", "/settings"]) {
    await page.goto(path);
    await waitForHydration(page);
  }
});

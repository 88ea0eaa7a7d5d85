// The glass: what one's own clicks did, on both sides of the wire, with scripts and without.
import type { Page } from "@playwright/test";
import { expect, password, posts, test } from "../fixtures.ts";

const glass = (page: Page) => page.getByRole("switch", { name: "Glass" });

async function switchOn(page: Page): Promise<void> {
  await glass(page).click();
  await expect(glass(page)).toBeChecked();
}

/** The story that the timeline opens, the newest unless another is asked for. */
const story = (page: Page) => page.locator("section.xray");

test("the glass is off until one switches it on, and the switch gives a guest a first cookie", async ({ page, context }) => {
  await page.goto("/xray");
  await expect(page.getByText("Nothing about your clicks is recorded.")).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  await page.goto("/");
  await switchOn(page);
  expect((await context.cookies()).map((cookie) => cookie.name)).toContain("vitrine");
  await page.goto("/xray");
  await page.getByRole("link", { name: /You switched the glass on/ }).click();
  await expect(story(page)).toContainText("puts a cookie into the jar");
  await expect(story(page)).toContainText("Begin a new session");
  await glass(page).click();
  await expect(glass(page)).not.toBeChecked();
  expect((await context.cookies()).map((cookie) => cookie.name)).not.toContain("vitrine");
});

test("a sign-in is one story: the form, the redirect, the new cookie and the new row", async ({ page, people }) => {
  await page.goto("/sign-in");
  await switchOn(page);
  await page.getByLabel("Name").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill(password("ana"));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "The square" })).toBeVisible();
  await page.goto("/xray");
  await page.getByRole("link", { name: /You signed in/ }).click();
  await expect(story(page)).toContainText("in place of the old one");
  await expect(story(page)).toContainText("puts a cookie into the jar");
  await expect(story(page)).toContainText("password=••••••••");
  await expect(story(page)).toContainText("Begin a new session");
  const token = (await page.context().cookies()).find((cookie) => cookie.name === "vitrine")?.value ?? "none";
  expect(await page.content()).not.toContain(token);
  expect(await page.content()).not.toContain(password("ana"));
});

test("a like writes once, and the panel says where in the source", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await switchOn(page);
  await page.getByRole("article").getByRole("button", { name: "Like 0" }).click();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.goto("/xray?only=writes");
  await page.getByRole("link", { name: new RegExp(`You liked “${posts.ben.title}”`) }).click();
  const written = story(page).locator("details.stmt").filter({ hasText: "INSERT INTO likes" });
  await expect(written).toHaveCount(1);
  await written.locator("summary").click();
  await expect(written).toContainText("ON CONFLICT");
  await written.getByRole("link", { name: /store\/src\/like\.rs/ }).click();
  await expect(page).toHaveURL(/\/source\/store\/src\/like\.rs#L\d+$/);
});

test("the slow feed shows a comb and leads to the chapter on JOIN", async ({ page, signInAs, people, site }) => {
  for (const n of [1, 2, 3, 4, 5]) await site.write(people.ben, `Loaf ${n}`);
  await signInAs("ana");
  await page.goto("/");
  await switchOn(page);
  await page.goto("/learn/join/slow-feed");
  await page.goto("/xray");
  await page.getByRole("link", { name: /You opened the slow feed/ }).click();
  // Once for the authors, and once for the comments.
  await expect(story(page).locator("details.stmt.grouped")).toHaveCount(2);
  const grouped = story(page).locator("details.stmt.grouped").first();
  await expect(grouped).toContainText("once per row");
  await grouped.locator("summary").click();
  await grouped.getByRole("link", { name: "When one JOIN is faster" }).click();
  await expect(page.getByRole("heading", { name: "Tables together", level: 1 })).toBeVisible();
});

test("nobody sees another's traces, also by their number", async ({ page, signInAs, another }) => {
  await signInAs("ana");
  await page.goto("/search?q=canary");
  await switchOn(page);
  await page.goto("/search?q=canary");
  await page.goto("/xray");
  const address = await page.getByRole("link", { name: /You searched/ }).getAttribute("href");
  const ben = await another("ben");
  await ben.goto("/");
  await switchOn(ben);
  await ben.goto(address ?? "");
  await expect(story(ben)).toContainText("Nothing yet");
  await expect(ben.getByText("canary")).toHaveCount(0);
});

test("a story is shown to others, redacted, and taken back", async ({ page, signInAs, another }) => {
  await signInAs("ana");
  await page.goto("/");
  await switchOn(page);
  await page.goto("/search?q=canary");
  await page.goto("/xray");
  await page.getByRole("link", { name: /You searched/ }).click();
  await page.getByRole("button", { name: "Show this story to others, redacted" }).click();
  await expect(page.getByRole("heading", { name: "A shared X-ray" })).toBeVisible();
  const guest = await another();
  await guest.goto(page.url());
  await expect(story(guest)).toContainText("You searched");
  await expect(guest.getByText("canary")).toHaveCount(0);
  await expect(guest.getByRole("button", { name: "Take it back" })).toHaveCount(0);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page).toHaveURL("/xray");
  await guest.reload();
  await expect(guest.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});

test("on a phone the thing that was clicked stands above its story, and buttons only where scripts run", async ({ page, signInAs, javaScriptEnabled }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await switchOn(page);
  await page.getByRole("article").getByRole("button", { name: "Like 0" }).click();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.goto("/xray?only=writes");
  const specimen = page.locator(".specimen").getByRole("link", { name: `“${posts.ben.title}”` });
  const [above, below] = [await specimen.boundingBox(), await story(page).boundingBox()];
  expect(above && below && above.y < below.y).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expect(page.getByRole("button", { name: "One step on" })).toHaveCount(javaScriptEnabled === false ? 0 : 1);
  await specimen.click();
  await expect(page).toHaveURL(posts.ben.path);
});

// Likes: of two people, on two posts.
import { card, expect, password, posts, signIn, test } from "../fixtures.ts";

test("a like counts for one person, on one post, and survives a reload", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(card(page, posts.ben.title).getByRole("button", { name: "Liked 1", pressed: true })).toBeVisible();
    await expect(card(page, posts.ana.title).getByRole("button", { name: "Like 0", pressed: false })).toBeVisible();
  }
  await page.goto(posts.ben.path);
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await expect(page.getByRole("row", { name: "Liked by" })).toContainText("one person");
});

test("the likes of two people add up, and each sees which is theirs", async ({ page, signInAs, another, people, site }) => {
  await signInAs("ana");
  const other = await another("ben");
  await site.like(people.ben, posts.ben.path);
  await page.goto(posts.ben.path);
  await other.goto(posts.ben.path);
  await page.getByRole("article").getByRole("button", { name: "Like 1" }).click();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 2" })).toBeVisible();
  await other.reload();
  await other.getByRole("article").getByRole("button", { name: "Liked 2" }).click();
  await expect(other.getByRole("article").getByRole("button", { name: "Like 1" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await expect(page.getByRole("row", { name: "Liked by" })).toContainText("one person");
  await page.goto(posts.ana.path);
  await expect(page.getByRole("article").getByRole("button", { name: "Like 0" })).toBeVisible();
});

test("a guest who likes something is led to sign in and back to it", async ({ page, people }) => {
  await page.goto(posts.ben.path);
  await page.getByRole("article").getByRole("button", { name: "Like 0" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Name").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill(password("ana"));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(posts.ben.path);
  await page.getByRole("article").getByRole("button", { name: "Like 0" }).click();
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, "ben");
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Like 1" })).toBeVisible();
});

// Following: what the people one follows write comes to one's own feed.
import { expect, password, posts, test } from "../fixtures.ts";

test("following somebody brings their posts, and no others", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await page.goto("/following");
  await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();

  await page.goto("/user/ben");
  await expect(page.getByText("0 followers")).toBeVisible();
  await page.getByRole("button", { name: "Follow ben", pressed: false }).click();
  await expect(page.getByRole("button", { name: "Following ben", pressed: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Following ben", pressed: true })).toBeVisible();
  await expect(page.getByText("1 follower", { exact: true })).toBeVisible();
  await page.goto("/user/ana");
  await expect(page.getByText("0 followers", { exact: true })).toBeVisible();
  await expect(page.getByText("follows 1", { exact: true })).toBeVisible();

  await site.write(people.ben, "A second loaf");
  await page.goto("/following");
  await expect(page.getByRole("article").getByRole("heading")).toHaveText(["A second loaf", posts.ben.title]);
});

test("following is undone where it was done", async ({ page, signInAs, people, site }) => {
  await site.submit("/api/follow_user", { name: "ben" }, people.ana);
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await page.getByRole("button", { name: "Following ben" }).click();
  await expect(page.getByRole("button", { name: "Follow ben" })).toBeVisible();
  await page.goto("/following");
  await expect(page.getByRole("article")).toHaveCount(0);
  await page.goto("/user/ben");
  await expect(page.getByText("0 followers")).toBeVisible();
});

test("nobody is offered to follow themselves", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/user/ana");
  await expect(page.getByRole("button", { name: /Follow/ })).toHaveCount(0);
  await page.goto(posts.ana.path);
  await expect(page.getByRole("button", { name: /Follow/ })).toHaveCount(0);
});

test("a guest who follows somebody is led to sign in and back", async ({ page, people }) => {
  await page.goto("/user/ben");
  await page.getByRole("button", { name: "Follow ben" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Name").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill(password("ana"));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/user/ben");
});

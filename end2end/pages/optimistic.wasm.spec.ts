// What one does shows at once; what the site refuses is taken back, with a word, and nothing typed is lost.
import type { Page, Route } from "@playwright/test";
import { card, expect, holdRequests, posts, test } from "../fixtures.ts";

// The refusals below are made on purpose, and Chromium notes each.
test.use({ toleratedErrors: /answered 500|status of (401|429|500)|net::ERR_FAILED/ });

const messages = (page: Page) => page.getByRole("region", { name: "Messages" });

const answers: [string, RegExp, (route: Route) => Promise<void>][] = [
  ["breaks", /Something broke on our side.*number abc123/, (route) => route.fulfill({ status: 500, contentType: "application/json", headers: { serverfnerror: "true" }, body: '{"Internal":"abc123"}' })],
  ["answers nonsense", /The site did not answer/, (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<h1>Bad gateway</h1>" })],
  ["knows the session no more", /Please sign in first/, (route) => route.fulfill({ status: 401, contentType: "application/json", headers: { serverfnerror: "true" }, body: '"SignedOut"' })],
  ["finds it too much", /That was a lot in a short time. Wait 7 seconds/, (route) => route.fulfill({ status: 429, contentType: "application/json", headers: { serverfnerror: "true" }, body: '{"TooManyRequests":{"seconds":7}}' })],
  ["does not answer", /The site did not answer/, (route) => route.abort()],
];

test("a like shows before the site has answered, and stays", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  const { held, release } = await holdRequests(page, "/api/like_post");
  const ben = card(page, posts.ben.title);
  await ben.getByRole("button", { name: "Like 0" }).click();
  await held;
  await expect(ben.getByRole("button", { name: "Liked 1", pressed: true })).toBeVisible();
  const answer = page.waitForResponse("**/api/like_post");
  release();
  expect((await answer).status()).toBe(200);
  await expect(ben.getByRole("button", { name: "Liked 1", pressed: true })).toBeVisible();
  await page.reload();
  await expect(ben.getByRole("button", { name: "Liked 1", pressed: true })).toBeVisible();
});

test("a like that is taken back before its answer is there is sent, and then taken back", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  const { held, release } = await holdRequests(page, "/api/like_post");
  const sent: string[] = [];
  page.on("request", (request) => /like_post$/.test(request.url()) && sent.push(new URL(request.url()).pathname));
  const button = card(page, posts.ben.title).getByRole("button", { name: /^Liked? \d$/ });
  await button.click();
  await held;
  // The button rests while it is sent, so Playwright itself would wait.
  await button.dispatchEvent("click");
  await expect(button).toHaveAttribute("aria-pressed", "false");
  const answer = page.waitForResponse("**/api/unlike_post");
  release();
  await answer;
  expect(sent, "the second waits for the first").toEqual(["/api/like_post", "/api/unlike_post"]);
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(button).toHaveAccessibleName("Like 0");
  }
});

for (const [what, words, refuse] of answers) {
  test(`a like is taken back when the site ${what}`, async ({ page, signInAs, people, site }) => {
    await site.like(people.ben, posts.ben.path);
    await signInAs("ana");
    await page.goto("/");
    await page.route("**/api/like_post", refuse);
    const ben = card(page, posts.ben.title);
    await ben.getByRole("button", { name: "Like 1" }).click();
    await expect(messages(page).getByText(words)).toBeVisible();
    await expect(ben.getByRole("button", { name: "Like 1", pressed: false })).toBeVisible();
    await page.unroute("**/api/like_post");
    await ben.getByRole("button", { name: "Like 1" }).click();
    await expect(ben.getByRole("button", { name: "Liked 2" })).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByText(words)).toBeHidden();
  });

  test(`a comment comes back into its form when the site ${what}`, async ({ page, signInAs }) => {
    await signInAs("ana");
    await page.goto(posts.ben.path);
    const field = page.getByRole("textbox", { name: "Your comment" });
    await page.route("**/api/write_comment", refuse);
    await field.fill("How wet is it?\n\n*Very*?");
    await page.getByRole("button", { name: "Send comment" }).click();
    await expect(page.getByText(words).first()).toBeVisible();
    await expect(field).toHaveValue("How wet is it?\n\n*Very*?");
    await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "How wet" })).toHaveCount(0);
    await page.unroute("**/api/write_comment");
    await page.getByRole("button", { name: "Send comment" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "How wet" }).locator("em")).toHaveText("Very");
    await expect(field).toHaveValue("");
    await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
  });
}

test("a comment shows before the site has answered, once, and then as the site has it", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const { held, release } = await holdRequests(page, "/api/write_comment");
  await page.getByRole("textbox", { name: "Your comment" }).fill("How <wet> & *warm*?");
  await page.getByRole("button", { name: "Send comment" }).click();
  await held;
  const said = page.getByRole("listitem").filter({ hasText: "How <wet> &" });
  await expect(said).toContainText("How <wet> & *warm*?");
  await expect(said.getByText("sending")).toBeVisible();
  await expect(said.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Your comment" })).toHaveValue("");
  release();
  await expect(said.locator("em")).toHaveText("warm");
  await expect(said).toHaveCount(1);
  await expect(said.getByText("Edit", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
});

test("words begun while a comment was on its way stay when it comes back", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const { release: refuse } = await holdRequests(page, "/api/write_comment", (route) => route.abort());
  const field = page.getByRole("textbox", { name: "Your comment" });
  await field.fill("First.");
  await page.getByRole("button", { name: "Send comment" }).click();
  await expect(field).toHaveValue("");
  await field.fill("Second.");
  refuse();
  await expect(field).toHaveValue("First.\n\nSecond.");
});

test("an answer comes back into the form of its comment", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ben, posts.ben.path, "Ask me.");
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await page.route("**/api/write_comment", (route) => route.abort());
  const thread = page.getByRole("listitem").filter({ hasText: "Ask me." });
  await thread.getByText("Answer", { exact: true }).click();
  await thread.getByRole("textbox", { name: "Your answer" }).fill("How wet?");
  await thread.getByRole("button", { name: "Send answer" }).click();
  await expect(thread.getByRole("textbox", { name: "Your answer" })).toHaveValue("How wet?");
  await expect(thread.getByRole("listitem")).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Your comment" })).toHaveValue("");
});

test("following is taken back when the site does not answer", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/user/ben");
  await page.route("**/api/follow_user", (route) => route.abort());
  await page.getByRole("button", { name: "Follow ben" }).click();
  await expect(messages(page).getByText("The site did not answer")).toBeVisible();
  await expect(page.getByRole("button", { name: "Follow ben", pressed: false })).toBeVisible();
});

test("a post that could not be published is still in the form", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.route("**/api/write_post", (route) => route.abort());
  await page.getByLabel("Title").fill("On rain");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("It rained.");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The site did not answer. Try again in a moment. Your text is still here.");
  await expect(page.getByLabel("Title")).toHaveValue("On rain");
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue("It rained.");
  await page.unroute("**/api/write_post");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "On rain", level: 1 })).toBeVisible();
});

// Without scripts the form leads to signing in and back: server/tests/it/form_return.rs, `who_was_signed_out_…`.
test("who writes after their session was ended is asked to sign in, and loses no word", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.getByLabel("Title").fill("On rain");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("It rained.\nThen it stopped.");
  await site.submit("/api/sign_out", {}, people.ana);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Please sign in first.");
  await expect(page.getByRole("link", { name: "Sign in in another tab" })).toHaveAttribute("target", "_blank");
  await expect(page.getByLabel("Title")).toHaveValue("On rain");
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue("It rained.\nThen it stopped.");
  await page.goto("/");
  await expect(page.getByRole("link", { name: "On rain" })).toBeHidden();
});

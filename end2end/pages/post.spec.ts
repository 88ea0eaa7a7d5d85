// Posts: written, changed, deleted, and found under one address.
import type { Page } from "@playwright/test";
import { expect, numberOf, posts, test } from "../fixtures.ts";

// Another person's post cannot be edited: the browser's half is told so with 404, and Chromium notes that.
test.use({ toleratedErrors: /status of 404/ });

const text = (page: Page) => page.getByRole("textbox", { name: "Text", exact: true });

async function fill(page: Page, title: string, body: string, tags: string): Promise<void> {
  await page.getByLabel("Title").fill(title);
  await text(page).fill(body);
  await page.getByLabel("Tags").fill(tags);
}

test("a post is written in Markdown and read as what it means", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Write", exact: true }).click();
  await fill(
    page,
    "Rain, at last!",
    "It rained **all night**.\n\n- beans\n- [peas](https://example.org/peas)\n\n```rust\nlet wet = true;\n```\n\n# A heading",
    "Garden, waiting list, garden",
  );
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page).toHaveURL(/\/post\/3\/rain-at-last$/);
  const article = page.getByRole("article");
  await expect(article.getByRole("heading", { name: "Rain, at last!", level: 1 })).toBeVisible();
  await expect(article.locator("strong")).toHaveText("all night");
  await expect(article.getByRole("listitem")).toHaveText(["beans", "peas"]);
  await expect(article.getByRole("link", { name: "peas" })).toHaveAttribute("href", "https://example.org/peas");
  await expect(article.locator("pre code")).toContainText("let wet = true;");
  await expect(article.getByRole("heading", { name: "A heading" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }), "a heading in the text is below the title").toHaveCount(1);
  for (const tag of ["garden", "waiting list"]) await expect(article.getByRole("link", { name: tag })).toHaveCount(1);
  await expect(article.getByText("edited")).toBeHidden();
  await page.goto("/");
  await expect(page.getByRole("article").first()).toContainText("Rain, at last!");
});

test("what is refused says why beside its field and keeps every word", async ({ page, signInAs }) => {
  await signInAs("ana");
  const long = "x".repeat(121);
  for (const [title, body, tags, field, why] of [
    ["", "Words\n\n  with <b>marks</b> & more.", "garden", "Title", "Something is needed here."],
    [long, "Words.", "garden", "Title", "121 characters so far. Keep it to 120 or fewer."],
    ["On rain", "   ", "garden", "Text", "Something is needed here."],
    ["On rain", "Words.", "one, two, three, four, five, six", "Tags", "Up to 5 tags. Take some out."],
    ["On rain", "Words.", "c++", "Tags", "Tags are letters, digits and spaces"],
  ]) {
    await page.goto("/write");
    await fill(page, title, body, tags);
    await page.getByRole("button", { name: "Publish" }).click();
    const wrong = page.getByRole("textbox", { name: field, exact: true });
    await expect(wrong).toHaveAccessibleDescription(new RegExp(`^${why}`));
    await expect(wrong).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Title")).toHaveValue(title);
    await expect(text(page)).toHaveValue(body);
    await expect(page.getByLabel("Tags")).toHaveValue(tags);
    await expect(page).toHaveURL("/write");
  }
  await page.goto("/user/ana");
  await expect(page.getByRole("article")).toHaveCount(1);
});

test("what was refused can be mended and published", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await fill(page, "", "It rained.", "");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Title").fill("On rain");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "On rain" })).toBeVisible();
  await expect(page.getByText("It rained.")).toBeVisible();
});

test("an edited post says so, and its old address leads to the new one", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ana.path);
  await page.getByRole("article").getByRole("link", { name: "Edit" }).click();
  await expect(page.getByLabel("Title")).toHaveValue(posts.ana.title);
  await expect(text(page)).toHaveValue("The waiting list is down to *nine* names.");
  await expect(page.getByLabel("Tags")).toHaveValue("plots, waiting list");
  await fill(page, "A whole plot", "The waiting list is *empty*.", "plots");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL("/post/1/a-whole-plot");
  const article = page.getByRole("article");
  await expect(article.getByRole("heading", { name: "A whole plot" })).toBeVisible();
  await expect(article.getByText("edited")).toBeVisible();
  await expect(article.getByText("The waiting list is empty.")).toBeVisible();
  await expect(article.getByRole("link", { name: "waiting list" })).toBeHidden();

  for (const old of [posts.ana.path, "/post/1", "/post/1/anything"]) {
    const answer = await page.goto(old);
    expect(answer?.status()).toBe(200);
    expect(answer?.request().redirectedFrom()?.url(), `${old} is a redirect`).toBeTruthy();
    await expect(page).toHaveURL("/post/1/a-whole-plot");
  }
  await page.goto("/");
  await expect(page.getByRole("article").filter({ hasText: "A whole plot" }).getByText("edited")).toBeVisible();
  await expect(page.getByRole("article").filter({ hasText: posts.ben.title }).getByText("edited")).toBeHidden();
});

test("an edit that is refused keeps what was typed, and the post stays as it was", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write/1");
  await fill(page, "A whole plot", " ", "plots");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(text(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Title")).toHaveValue("A whole plot");
  await page.getByRole("link", { name: "Leave it as it was" }).click();
  await expect(page.getByRole("heading", { name: posts.ana.title })).toBeVisible();
});

test("a deleted post is gone for good, and an unknown one was never there", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ben, posts.ana.path, "Nine!");
  await signInAs("ana");
  await page.goto(posts.ana.path);
  const article = page.getByRole("article");
  await article.getByText("Delete", { exact: true }).click();
  await article.getByRole("button", { name: "Delete this post" }).click();
  await expect(page).toHaveURL("/user/ana");
  await expect(page.getByRole("heading", { name: "Nothing written yet" })).toBeVisible();

  for (const path of [posts.ana.path, "/post/1"]) {
    expect((await page.goto(path))?.status()).toBe(410);
    await expect(page.getByRole("heading", { name: "Deleted", level: 1 })).toBeVisible();
    await expect(page.getByText("The author deleted this post.")).toBeVisible();
    await expect(page.getByText("Nine!")).toBeHidden();
  }
  for (const path of ["/post/999/half-a-plot", "/post/0", "/post/-1", "/post/x", "/post/9999999999999999999999"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  }
  await page.goto("/search?q=Nine");
  await expect(page.getByText("No post and no comment")).toBeVisible();
});

test("titles, descriptions and what sharers read are in the page once", async ({ page, people, site }) => {
  await page.goto(posts.ana.path);
  await expect(page).toHaveTitle(`${posts.ana.title} · Vitrine`);
  const excerpt = "The waiting list is down to nine names.";
  for (const [selector, attribute, value] of [
    ["meta[name=description]", "content", excerpt],
    ["meta[property='og:title']", "content", posts.ana.title],
    ["meta[property='og:description']", "content", excerpt],
    ["meta[property='og:type']", "content", "article"],
    ["meta[property='og:url']", "content", site.url + posts.ana.path],
    ["link[rel=canonical]", "href", site.url + posts.ana.path],
  ]) {
    const element = page.locator(selector);
    await expect(element, selector).toHaveCount(1);
    await expect(element).toHaveAttribute(attribute, value);
  }
});

test("a1 only the author can edit or delete a post", async ({ page, signInAs, people, site }) => {
  const id = numberOf(posts.ana.path);
  await signInAs("ben");
  await page.goto(posts.ana.path);
  const article = page.getByRole("article");
  await expect(article.getByRole("heading", { name: posts.ana.title })).toBeVisible();
  await expect(article.getByRole("link", { name: "Edit" })).toBeHidden();
  await expect(article.getByText("Delete", { exact: true })).toBeHidden();
  expect((await page.goto(`/write/${id}`))?.status()).toBe(404);

  await site.post("/api/edit_post", { post: id, title: "Ben was here", body: "x", tags: "" }, people.ben);
  await site.post("/api/delete_post", { post: id }, people.ben);
  await site.post("/api/delete_post", { post: id });
  expect((await page.goto(posts.ana.path))?.status()).toBe(200);
  await expect(article.getByRole("heading", { name: posts.ana.title })).toBeVisible();
  await expect(article.getByText("edited")).toBeHidden();
});

test("guests see no way to change a post", async ({ page, people }) => {
  await page.goto(posts.ana.path);
  await expect(page.getByRole("article").getByRole("link", { name: "Edit" })).toBeHidden();
  await expect(page.getByRole("article").getByText("Delete", { exact: true })).toBeHidden();
});

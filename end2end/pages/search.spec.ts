// Search: where the words stand, marked, and honest where they do not.
import { expect, posts, test } from "../fixtures.ts";

test("words are found in titles, texts and comments, and marked where they stand", async ({ page, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "The pump froze over.");
  await page.goto("/");
  await page.getByRole("search").getByRole("searchbox", { name: "Search posts" }).fill("pump");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/search?q=pump");
  await expect(page.getByRole("status").filter({ hasText: "2 places" })).toBeVisible();
  await expect(page.getByLabel("Words to look for")).toHaveValue("pump");
  const hit = page.getByRole("article");
  await expect(hit).toHaveCount(2);
  await expect(hit.filter({ hasText: posts.ana.title }).locator("mark")).toHaveText("pump");
  await expect(hit.filter({ hasText: "in a comment under" }).locator("mark")).toHaveText("pump");
  await hit.getByRole("link", { name: posts.ben.title }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(posts.ben.title);
  await expect(page.getByText("The pump froze over.")).toBeVisible();
});

test("every word must be there, and the last may be just begun", async ({ page, people }) => {
  await page.goto("/search");
  const field = page.getByLabel("Words to look for");
  const search = () => page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await field.fill("waiting nam");
  await search();
  await expect(page.getByRole("article").locator("mark")).toHaveText(["waiting", "names"]);
  await field.fill("waiting bread");
  await search();
  // A chapter may have both words, and then its link stands above this sentence.
  await expect(page.getByText(/^No post and no comment$|^No post, comment, chapter or exercise has all/)).toBeVisible();
  await expect(field).toHaveValue("waiting bread");
  await field.fill("waiting zeppelins");
  await search();
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("nothing asked is a form and no error", async ({ page, people }) => {
  await page.goto("/search");
  await expect(page.getByLabel("Words to look for")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toHaveCount(0);
});

test("a query that is too long says so beside nothing found", async ({ page, people }) => {
  const answer = await page.goto(`/search?q=${"x".repeat(101)}`);
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("101 characters so far. Keep it to 100 or fewer.");
});

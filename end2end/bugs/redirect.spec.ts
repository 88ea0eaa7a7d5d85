// A post's page redirects from an old address to the current one. In the browser that lost the fragment, and it left the
// old address in the history, which led forward again: nobody could go back past it.
import { expect, posts, test } from "../fixtures.ts";

test("a hit in a comment leads to the comments", async ({ page, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "The pump froze over.");
  await page.goto("/search?q=froze");
  await page.getByRole("article").getByRole("heading").getByRole("link").click();
  await expect(page.getByText("The pump froze over.")).toBeVisible();
  await expect(page).toHaveURL(`${posts.ben.path}#comments`);
});

test("one goes back from a hit to the hits", async ({ page, people }) => {
  await page.goto("/search?q=pump");
  await page.getByRole("article").getByRole("heading").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(posts.ana.title);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
  await expect(page.getByRole("article")).toHaveCount(1);
});

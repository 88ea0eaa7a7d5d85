// With scripts, a refused form was kept until the tab was closed, and came back whenever its page was opened again.
import { expect, posts, test } from "../fixtures.ts";

test("a refused form is forgotten by who goes on to another page", async ({ page, signInAs, site }) => {
  await signInAs("ana");
  const typed = "x".repeat(2001);
  await page.request.post("/api/write_comment", {
    form: { post: 2, body: typed },
    headers: { accept: "text/html", referer: site.url + posts.ben.path, origin: site.url },
    maxRedirects: 0,
  });
  await page.goto(posts.ben.path);
  const field = page.getByRole("textbox", { name: "Your comment" });
  await expect(field).toHaveValue(typed);
  await page.getByRole("link", { name: "The square" }).first().click();
  await page.getByRole("link", { name: posts.ben.title }).click();
  await expect(field).toHaveValue("");
});

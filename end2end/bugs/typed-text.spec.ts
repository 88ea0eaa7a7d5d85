// Catching up draws the page's data anew, and the form with it: what was typed was gone.
import { CUT_OFF, expect, listen, posts, test } from "../fixtures.ts";

test.use({ tolerate: CUT_OFF });

test("what is being typed is still there after the page has caught up", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await listen(page, posts.ben.path);
  await site.comment(people.ben, posts.ben.path, "A first word.");
  await expect(page.getByText("A first word.")).toBeVisible();
  const field = page.getByRole("textbox", { name: "Your comment" });
  await field.fill("A long thought, half");
  await site.down();
  await expect(page.getByText("The line to the site is down.")).toBeVisible();
  await site.up();
  await site.comment(people.ben, posts.ben.path, "A second word.");
  await expect(page.getByText("A second word.")).toBeVisible();
  await expect(field).toHaveValue("A long thought, half");
});

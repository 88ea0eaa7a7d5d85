// After a lost connection the page loads its data anew. The form was drawn anew as well, and what was typed was gone.
import { CONNECTION_ERRORS, expect, openAndListen, posts, test } from "../fixtures.ts";

test.use({ toleratedErrors: CONNECTION_ERRORS });

test("what is being typed is still there after the page has caught up", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await openAndListen(page, posts.ben.path);
  await site.comment(people.ben, posts.ben.path, "A first word.");
  await expect(page.getByText("A first word.")).toBeVisible();
  const field = page.getByRole("textbox", { name: "Your comment" });
  await field.fill("A long thought, half");
  await site.stop();
  await expect(page.getByText("The line to the site is down.")).toBeVisible();
  await site.start();
  await site.comment(people.ben, posts.ben.path, "A second word.");
  await expect(page.getByText("A second word.")).toBeVisible();
  await expect(field).toHaveValue("A long thought, half");
});

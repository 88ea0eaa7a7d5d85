// The router takes links within a page into its own hands and moves the view, but not the keyboard.
import { expect, hydrated, posts, test } from "../fixtures.ts";

test("the way past the head takes the keyboard along", async ({ page, people }) => {
  await page.goto(posts.ana.path);
  await hydrated(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").getByRole("link").first()).toBeFocused();
});

test("the link to what is wrong leads into the field", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByLabel("Tags").focus();
  await page.getByRole("alert").getByRole("link", { name: "The title" }).click();
  await expect(page.getByLabel("Title")).toBeFocused();
});

// The form for a first comment looked for an `answers` field that only answers send, so it never knew itself again.
import { expect, posts, test } from "../fixtures.ts";

test.use({ javaScriptEnabled: false });

test("a comment that is refused without scripts comes back with what was typed", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const field = page.getByRole("textbox", { name: "Your comment" });
  await field.fill("x".repeat(2001));
  await page.getByRole("button", { name: "Send comment" }).click();
  await expect(page.getByText("2001 characters so far. Keep it to 2000 or fewer.")).toBeVisible();
  await expect(field).toHaveValue("x".repeat(2001));
});

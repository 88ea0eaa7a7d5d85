// The first half of chapter four, with scripts and without: programs that forget, keep, or are killed.
import { figure, guess, press } from "../figure.ts";
import { expect, test } from "../fixtures.ts";

test("S9: a program with a variable forgets when it is stopped, one with a table does not", async ({ page }) => {
  await page.goto("/learn/sql");
  await guess(page, "likes-restart", "both");
  await press(page, "likes-restart", "Like the post");
  await expect(figure(page, "likes-restart")).toContainText("The variable says 1 like, the table says 1 like.");
  await press(page, "likes-restart", "Stop both");
  await expect(figure(page, "likes-restart").getByRole("listitem").filter({ hasText: "stopped" })).toHaveCount(1);
  await press(page, "likes-restart", "Start both");
  await expect(figure(page, "likes-restart")).toContainText("It says 0 likes");
  await expect(figure(page, "likes-restart")).toContainText("It says 1 like");
  await expect(figure(page, "likes-restart").locator(".guessed")).toContainText("your guess");
});

// Pages that the server writes without the app named no icon, so every browser asked for /favicon.ico and got 404. And they
// ignored the chosen theme.
import { expect, test } from "../fixtures.ts";

test("a page outside of the app misses no file", async ({ page, people }) => {
  expect((await page.goto("/pkg/nothing.js"))?.status()).toBe(404);
  await expect(page.locator("link[rel=icon]")).toHaveCount(1);
});

test("a page outside of the app has the light that was chosen", async ({ page, people }) => {
  await page.goto("/about");
  await page.getByRole("contentinfo").getByRole("button", { name: "night" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/pkg/nothing.js");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

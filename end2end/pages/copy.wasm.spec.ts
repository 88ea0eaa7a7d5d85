// The button that copies a program, which only a script can offer.
import { expect, test } from "../fixtures.ts";

test("a program is copied whole, also one in a page that was reached without loading", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/learn");
  await page.getByRole("link", { name: /A place to keep things/ }).click();
  const bakery = page.locator("#listing-bakery");
  await bakery.getByRole("button", { name: "Copy", exact: true }).first().click();
  await expect(bakery.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trim()).toMatch(/^CREATE TABLE breads \([\s\S]*ORDER BY price;$/);
});

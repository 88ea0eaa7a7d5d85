// The programs of the chapters: in the language that was chosen, and on a phone no wider than it.
import { expect, test } from "../fixtures.ts";

test("a listing’s language is chosen once and holds for all of them", async ({ page }) => {
  await page.goto("/learn/sql");
  const bakery = page.locator("#listing-bakery");
  await expect(bakery).toContainText("CREATE TABLE breads");
  await expect(bakery).not.toContainText("import sqlite3");
  await bakery.getByRole("button", { name: "Python", exact: true }).click();
  await expect(page).toHaveURL("/learn/sql#listing-bakery");
  await expect(bakery).toContainText("import sqlite3");
  await expect(bakery.getByRole("button", { name: "Python", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.goto("/learn/cookies");
  const basket = page.locator("#listing-basket");
  await expect(basket).toContainText("request.cookies");
  await basket.getByRole("button", { name: "What travels", exact: true }).click();
  await expect(basket).toContainText("Cookie: basket=314");
  await page.goto("/learn/sql");
  await expect(bakery).not.toContainText("import sqlite3");
});

test("on a phone the sections are listed above the text, and lead to theirs", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/learn/sql");
  await expect(page.getByRole("link", { name: "4.1 What a variable forgets" })).toBeHidden();
  await page.getByText("Sections of this chapter").click();
  await page.getByRole("link", { name: "4.1 What a variable forgets" }).click();
  await expect(page).toHaveURL("/learn/sql#what-a-variable-forgets");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

// What the sandbox shows keeps nobody out: every part of it unfolded, by day and by night.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../fixtures.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("axe finds nothing in rows, changes, plans, faults and the tables", async ({ page }) => {
  await page.goto("/sandbox");
  const statements = ["SELECT *, x'00' AS b FROM users", "UPDATE users SET city = 'x'", "UPDATE users SET city = 'y'", "DELETE FROM likes", "SELECT nmae FROM users"];
  await page.getByRole("textbox", { name: "Your SQL" }).fill(statements.join(";\n"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("region", { name: "Statement 5", exact: true })).toBeVisible();
  for (const summary of await page.getByRole("main").locator("summary").all()) await summary.click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

// A figure that is drawn anew holds still what one looks at.
import type { Locator } from "@playwright/test";
import { waitForRace } from "../figure.ts";
import { expect, test } from "../fixtures.ts";

const top = (of: Locator) => of.evaluate((element) => element.getBoundingClientRect().top);

test("the button that was pressed stays where it is, and what came of it is below", async ({ page, site, people }) => {
  for (const n of [1, 2, 3]) await site.write(people.ben, `Loaf ${n}`);
  await page.goto("/learn/join");
  const run = page.locator("#mend").getByRole("button", { name: "Run the loop" });
  await run.scrollIntoViewIfNeeded();
  const before = await top(run);
  await run.click();
  await expect(page.locator("#mend").getByRole("heading", { name: "The loop ran" })).toBeInViewport();
  await expect.poll(() => top(run)).toBeCloseTo(before, 0);
});

test("a race that is drawn as it comes in does not push its controls away", async ({ page }) => {
  await page.goto("/learn/join");
  const race = page.locator("#race");
  await race.locator("input[name=guess][value=many]").check();
  await race.getByLabel("Posts in the largest table").selectOption("100");
  await race.getByRole("button", { name: "Race", exact: true }).scrollIntoViewIfNeeded();
  const before = await top(race);
  await race.getByRole("button", { name: "Race", exact: true }).click();
  await waitForRace(page);
  await expect(race.locator(".plot")).toBeVisible();
  await expect.poll(() => top(race)).toBeCloseTo(before, 0);
});

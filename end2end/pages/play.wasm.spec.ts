// Play, and dragging: what only scripts can do.
import { figure, guess, press } from "../figure.ts";
import { expect, test } from "../fixtures.ts";

test("Play takes one step after the other to the end, and any other button stops it", async ({ page }) => {
  await page.clock.install();
  await page.goto("/learn/sql");
  const steps = figure(page, "select-steps");
  const play = steps.getByRole("button", { name: "Play", exact: true });
  await guess(page, "select-steps", "last");
  await play.click();
  for (const step of [1, 2, 3]) {
    await expect(steps).toContainText(`Step ${step} of 7`);
    await expect(play).toHaveAttribute("aria-pressed", "true");
    await expect(play).toBeFocused();
    await page.clock.runFor(2_600);
  }
  await expect(steps).toContainText("Step 4 of 7");
  await press(page, "select-steps", "Back");
  await expect(steps).toContainText("Step 3 of 7");
  await expect(play).not.toHaveAttribute("aria-pressed", "true");
  await page.clock.runFor(6_000);
  await expect(steps).toContainText("Step 3 of 7");
  await play.click();
  for (const step of [4, 5, 6, 7]) {
    await expect(steps).toContainText(`Step ${step} of 7`);
    await page.clock.runFor(2_600);
  }
  await expect(play, "it stops at the end").not.toHaveAttribute("aria-pressed", "true");
});

test("Play without a guess asks for the guess, and plays nothing", async ({ page }) => {
  await page.goto("/learn/join");
  const steps = figure(page, "join-steps");
  await steps.getByRole("button", { name: "Play", exact: true }).click();
  await expect(steps.getByRole("button", { name: "Play", exact: true })).not.toHaveAttribute("aria-pressed", "true");
  await expect(steps).toContainText("Nothing has been compared yet");
});

test("steps are put in order by buttons and by dragging, and both fill in the numbers", async ({ page }) => {
  await page.goto("/learn/sql/half-a-like");
  const items = page.locator("#half-a-like ol.steps > li");
  const words = (n: number) => items.nth(n).locator(".step").innerText();
  const [first, second] = [await words(0), await words(1)];
  await items.nth(1).getByRole("button", { name: /^Move up/ }).click();
  await expect(items.nth(0).locator(".step")).toHaveText(second);
  await expect(items.nth(0).getByRole("combobox")).toHaveValue("1");
  await expect(items.nth(1).locator(".step")).toHaveText(first);
  await items.nth(0).locator(".step").dragTo(items.nth(2).locator(".step"));
  await expect(items.nth(0).locator(".step")).toHaveText(first);
  await expect(items.nth(0).getByRole("combobox")).toHaveValue("1");
});

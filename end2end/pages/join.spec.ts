// The figures of chapter five about JOIN, with scripts and without: rows that meet, and a query that grows.
import { figure, guess, press } from "../figure.ts";
import { expect, test } from "../fixtures.ts";

test("S14: rows meet step by step, and SQLite’s rows come with them", async ({ page }) => {
  await page.goto("/learn/join");
  const steps = figure(page, "join-steps");
  await guess(page, "join-steps", "same");
  await press(page, "join-steps", "Next");
  await expect(steps).toContainText("Step 1 of 24.");
  await expect(steps.getByRole("row").filter({ hasText: "looked at" })).toHaveCount(2);
  await expect(steps.getByRole("region", { name: "The rows of the join" })).toContainText("Half a plot");
  await press(page, "join-steps", "Back");
  await expect(steps).toContainText("Step 0 of 24.");
  await press(page, "join-steps", "Last");
  await expect(steps).toContainText("That is all: 5 rows; the left table has 4 rows.");
  await expect(steps.locator(".happened")).toContainText("More");
  await expect(steps.locator(".guessed")).toContainText("your guess");
  await press(page, "join-steps", "FULL JOIN");
  await expect(steps.getByRole("table", { name: "7 rows" })).toBeVisible();
  await expect(steps, "every row has its step").not.toContainText("other rows");
  await page.reload();
  await expect(steps.getByRole("table", { name: "7 rows" })).toBeVisible();
});

test("S14: a changed cell changes the result, and Enter in it is enough", async ({ page }) => {
  await page.goto("/learn/join");
  const steps = figure(page, "join-steps");
  await guess(page, "join-steps", "more");
  await press(page, "join-steps", "INNER JOIN");
  await expect(steps.getByRole("button", { name: "INNER JOIN" })).toHaveAttribute("aria-pressed", "true");
  await steps.getByLabel("author_id, row 4").fill("3");
  await steps.getByLabel("author_id, row 4").press("Enter");
  await expect(steps.getByRole("table", { name: "4 rows" })).toContainText("Plums");
  await steps.getByLabel("author_id, row 4").fill("'3'");
  await press(page, "join-steps", "Join them as they are");
  await expect(steps.getByRole("table", { name: "3 rows" })).not.toContainText("Plums");
  await steps.getByLabel("name, row 1").fill("<b>'); DROP");
  await press(page, "join-steps", "Add a row to people");
  await expect(steps.getByLabel("name, row 5")).toHaveValue("");
  await expect(steps.getByLabel("name, row 1")).toHaveValue("<b>'); DROP");
  await press(page, "join-steps", "Remove row 5 of people");
  await expect(steps.getByLabel("name, row 5")).toHaveCount(0);
  await press(page, "join-steps", "The tables as they were at first");
  await expect(steps.getByLabel("name, row 1")).toHaveValue("Ana");
});

test("S14: a query grows from one table to three, and two LEFT JOINs multiply", async ({ page }) => {
  await page.goto("/learn/join");
  const three = figure(page, "three-tables");
  await expect(three.getByRole("table", { name: /likes/ })).toBeVisible();
  await press(page, "three-tables", "1. The posts");
  await expect(three.getByRole("region", { name: "The rows: One table" })).toContainText("author_id");
  await press(page, "three-tables", "2. and their authors");
  await expect(three.locator("ins")).toHaveCount(2);
  await guess(page, "three-tables", "right");
  await press(page, "three-tables", "3. and how many comments");
  await expect(three.getByRole("row", { name: /Rye at seventy-two hours/ }).first()).toContainText("20");
  await expect(three.locator(".happened")).toBeVisible();
  await press(page, "three-tables", "4. and liked by me");
  await expect(three.getByRole("region", { name: "The rows: All of it" })).toContainText("liked_by_me");
  await three.getByRole("link", { name: /In my sandbox/ }).click();
  await expect(page.getByLabel("Your SQL")).toHaveValue(/AS liked_by_me/);
});

test("nothing moves while rows come in", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/learn/join");
  await guess(page, "join-steps", "same");
  await press(page, "join-steps", "Next");
  await expect(figure(page, "join-steps")).toContainText("Step 1 of 24.");
  const place = async (button: string) => (await figure(page, "join-steps").getByRole("button", { name: button, exact: true }).boundingBox())?.y ?? 0;
  const top = async () => (await figure(page, "join-steps").boundingBox())?.y ?? 0;
  const before = [(await place("Next")) - (await top()), (await place("Start over")) - (await top())];
  for (let step = 2; step <= 5; step++) {
    await press(page, "join-steps", "Next");
    await expect(figure(page, "join-steps")).toContainText(`Step ${step} of 24.`);
  }
  expect([(await place("Next")) - (await top()), (await place("Start over")) - (await top())]).toEqual(before);
});

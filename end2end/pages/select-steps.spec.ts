// The figures of chapter four about SELECT, and a newcomer's way from the first of them to a solved JOIN, on a phone and on a
// desk, with scripts and without.
import type { Page } from "@playwright/test";
import { figure, guess, press } from "../figure.ts";
import { expect, test } from "../fixtures.ts";

/** The step that the figure says it is at. */
const atStep = (page: Page, words: string) => expect(figure(page, "select-steps")).toContainText(words);

test("a query of one’s own is taken apart and begins with its first step", async ({ page }) => {
  await page.goto("/learn/sql");
  await guess(page, "select-steps", "first");
  const steps = figure(page, "select-steps");
  await steps.getByLabel("The query").fill("SELECT DISTINCT city FROM users WHERE city IS NOT NULL ORDER BY city");
  await press(page, "select-steps", "Take it apart");
  await atStep(page, "Step 1 of 5, FROM.");
  await press(page, "select-steps", "Next");
  await atStep(page, "true for 6, false for 2, and NULL for 0");
  await expect(steps.getByRole("row", { name: /false: goes/ })).toHaveCount(2);
  await press(page, "select-steps", "Last");
  await atStep(page, "the same rows in the same order");
  await steps.getByLabel("The query").fill("SELECT nmae FROM users");
  await press(page, "select-steps", "Take it apart");
  await expect(steps.getByRole("alert")).toContainText("There is no column nmae");
  await expect(steps.getByLabel("The query")).toHaveValue("SELECT nmae FROM users");
});

for (const width of [360, 1440]) {
  test(`a newcomer walks from the first SELECT to a solved JOIN at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await page.goto("/learn");
    await page.getByRole("link", { name: /A place to keep things/ }).first().click();
    await guess(page, "select-steps", "between");
    for (const words of ["Step 1 of 7, FROM.", "Step 2 of 7, WHERE.", "Step 3 of 7, GROUP BY."]) {
      await press(page, "select-steps", "Next");
      await atStep(page, words);
      // What a button changes is on the screen with it.
      await expect(figure(page, "select-steps").locator(".step-said")).toBeInViewport();
    }
    await press(page, "select-steps", "Last");
    await expect(figure(page, "select-steps").locator(".happened")).toContainText("after HAVING");
    await guess(page, "three-values", "rest");
    await press(page, "three-values", "city <> 'Delft'");
    await expect(figure(page, "three-values")).toContainText("True: in the answer · 4 rows");
    await guess(page, "grouping", "one");
    await press(page, "grouping", "COUNT(*)");
    await expect(figure(page, "grouping")).toContainText("Group 1 · 3 rows");

    await page.getByRole("link", { name: "Everybody, please" }).click();
    await expect(page.getByRole("heading", { name: "Everybody, please", level: 1 })).toBeVisible();
    await page.getByRole("textbox", { name: "Your answer" }).fill("SELECT * FROM users");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Right" })).toBeVisible();

    await page.goto("/learn");
    await expect(page.getByText("You left off in chapter 4: Everybody, please")).toBeVisible();
    await expect(page.getByText("You are here.")).toHaveCount(1);
    await page.getByRole("link", { name: /^5/ }).first().click();
    await page.getByRole("link", { name: "Who wrote what" }).click();
    await page.getByRole("textbox", { name: "Your answer" }).fill("SELECT title, name FROM posts JOIN users ON users.id = posts.author_id");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByRole("main")).toContainText(/Right|Not yet/);
  });
}

test("an exercise’s editor is on the first screen of a phone, below what is asked and the first rows", { tag: "@once" }, async ({ page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 360, height: 740 });
  const addresses: string[] = [];
  for (const chapter of ["/learn/sql", "/learn/join"]) {
    await page.goto(chapter);
    addresses.push(...(await page.locator(".sql-exercise-list a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname))));
  }
  expect(addresses.length).toBeGreaterThan(50);
  for (const address of addresses) {
    // Its story shows the nine questions that one is to replace, and is longer than the screen by itself.
    if (address === "/learn/join/one-question-instead-of-nine") continue;
    await page.goto(address);
    const box = await page.locator("#sql").boundingBox();
    // The name of the field and its first two lines.
    expect.soft((box?.y ?? 9999) + 60, address).toBeLessThanOrEqual(740);
  }
});

test("on a phone one table at a time is shown, and the result asked for", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/learn/join/nought-is-a-number");
  await expect(page.getByRole("region", { name: "First rows of users" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Rows asked for" })).toBeHidden();
  await page.getByRole("radio", { name: "asked for 8" }).check();
  await expect(page.getByRole("region", { name: "Rows asked for" })).toBeVisible();
  await expect(page.getByRole("region", { name: "First rows of users" })).toBeHidden();
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(page.getByRole("region", { name: "First rows of users" })).toBeVisible();
});

test("a table of the sandbox is looked at without writing SQL", async ({ page }) => {
  await page.goto("/sandbox");
  await page.getByRole("button", { name: "comments", exact: true }).click();
  await expect(page.getByRole("region", { name: "Rows of comments" })).toContainText("Two ryes at eleven.");
  await expect(page.getByRole("main")).toContainText("comments, rows 1 to 16 of 16");
});

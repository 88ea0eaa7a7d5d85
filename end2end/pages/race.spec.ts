// Chapter five's race and the slow feed, with scripts and without.
import type { Page } from "@playwright/test";
import { figure, guess, press, waitForRace } from "../figure.ts";
import { expect, posts, test } from "../fixtures.ts";

/** Runs a race of few rows and two ways, to its end. */
async function race(page: Page): Promise<void> {
  await page.goto("/learn/join");
  await guess(page, "race", "hundreds");
  await figure(page, "race").getByLabel("Posts in the largest table").selectOption("1000");
  for (const name of ["A query per row, prepared once", "IN, with the ids collected"]) {
    await figure(page, "race").getByRole("checkbox", { name, exact: true }).uncheck();
  }
  await press(page, "race", "Race");
  await waitForRace(page);
}

test("S15: a race is run, drawn and told in numbers, and the guess stays in the plot", async ({ page }) => {
  await race(page);
  const drawn = figure(page, "race");
  await expect(drawn.getByRole("link", { name: /^One JOIN, 1,000 posts: / })).toBeVisible();
  await expect(drawn.locator(".w-guess").first()).toBeAttached();
  await expect(drawn.getByRole("row", { name: /^A query per row, no index/ }).first()).toBeVisible();
  await expect(figure(page, "time-apart").getByRole("img", { name: /^A query per row: prepare / })).toBeVisible();
  for (const [link, file] of [["All runs as CSV", "race.csv"], ["The plot as a picture", "race.svg"]] as const) {
    const download = page.waitForEvent("download");
    await drawn.getByRole("link", { name: link }).click();
    expect((await download).suggestedFilename()).toBe(file);
  }
  await expect(page).toHaveURL(/\/learn\/join/);
});

test("the distance is added and nothing is measured again", async ({ page }) => {
  await race(page);
  const cell = page.locator("[id='race-loop-1000']");
  const near = await cell.textContent();
  await press(page, "race", "20 ms");
  await expect(cell).not.toHaveText(near ?? "");
  await expect(cell).toContainText("82");
  await press(page, "race", "none");
  await expect(cell).toHaveText(near ?? "");
});

test("the points of the way looked at are reached by keyboard, and lead to their numbers", async ({ page }) => {
  await race(page);
  await press(page, "race", "A query per row");
  const first = figure(page, "race").getByRole("link", { name: /^A query per row, 10 posts: / });
  await expect(first).not.toHaveAttribute("tabindex");
  await expect(figure(page, "race").locator(".plot g:not(.picked) a:not([tabindex='-1'])")).toHaveCount(0);
  await first.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#race-loop-100$/);
});

test("a race has an address for others, and its picture is one", async ({ page, another }) => {
  await race(page);
  await press(page, "race", "Address of this race");
  const path = (await figure(page, "race").locator("a[href^='/learn/join/race/']").first().getAttribute("href")) ?? "";
  const ben = await another("ben");
  await ben.goto(path);
  await expect(ben.getByRole("heading", { name: "A race", level: 1 })).toBeVisible();
  await expect(ben.getByRole("row", { name: /^One JOIN/ }).first()).toBeVisible();
  const svg = await (await ben.request.get(`${path}/race.svg`)).text();
  // Away from the site, whose policy refuses the styles that a picture brings along.
  await ben.goto("about:blank");
  const sound = await ben.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return parsed.querySelector("parsererror") === null && parsed.querySelectorAll("rect.m, circle.m").length;
  }, svg);
  expect(sound).toBeGreaterThan(5);
});

test("the slow feed loses its mark to the right JOIN, and posts to the wrong one", async ({ page, site, people }) => {
  for (const n of [1, 2, 3, 4, 5]) await site.write(people.ben, `Loaf ${n}`);
  await page.goto("/learn/join");
  await press(page, "mend", "Run the loop");
  await expect(figure(page, "mend")).toContainText("N+1");
  await figure(page, "mend").locator("input[name=join][value=plain]").check();
  await press(page, "mend", "Run the JOIN I chose");
  await expect(figure(page, "mend")).toContainText("lost");
  await figure(page, "mend").locator("input[name=join][value=left]").check();
  await press(page, "mend", "Run the JOIN I chose");
  await expect(figure(page, "mend")).toContainText("The same rows as the loop, in one statement.");
  await page.goto("/learn/join/slow-feed");
  await expect(page.getByText("fetched by the one statement that you chose")).toBeVisible();
  await expect(page.getByRole("link", { name: posts.ana.title })).toBeVisible();
});

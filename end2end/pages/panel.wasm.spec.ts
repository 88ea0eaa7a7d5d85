// The panel beside the page: it follows the clicks by itself, and lights what belongs together.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { card, expect, posts, test } from "../fixtures.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: "X-ray" });
const badge = (page: Page) => page.getByRole("navigation", { name: "Glass" });

test.beforeEach(async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/");
  await page.getByRole("switch", { name: "Glass" }).click();
  await expect(panel(page).getByRole("heading", { name: "You switched the glass on" })).toBeVisible();
});

test("a click is in the panel at once, with what the browser measured", async ({ page }) => {
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  await expect(panel(page).getByRole("heading", { name: `You liked “${posts.ben.title}”` })).toBeVisible();
  await expect(panel(page)).toContainText("Your browser measured");
  await expect(badge(page)).toContainText("statements");
});

for (const [width, height] of [[1440, 900], [360, 780]] as const) {
  test(`statements stand within the panel's first screen at ${width}x${height}, and the badge lies on nothing`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
    await expect(panel(page).getByRole("heading", { name: `You liked “${posts.ben.title}”` })).toBeVisible();
    await panel(page).evaluate((dock) => scrollTo(0, innerWidth < 1024 ? dock.getBoundingClientRect().top + scrollY : 0));
    const strip = await badge(page).boundingBox();
    const first = await panel(page).locator(".stmt > summary").nth(1).boundingBox();
    expect(strip && first && first.y + first.height <= strip.y, JSON.stringify({ strip, first })).toBe(true);
    // The strip goes across the window, so that nothing is half under the badge.
    expect(strip).toMatchObject({ x: 0, width: await page.evaluate(() => document.documentElement.clientWidth) });
  });
}

test("a like is seen to begin and to be kept, and the timeline says what its shapes mean", async ({ page }) => {
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  const rows = panel(page).locator("details.stmt > summary");
  await expect(rows.filter({ hasText: "BEGIN IMMEDIATE" })).toHaveCount(1);
  await expect(rows.last()).toContainText("COMMIT");
  await expect(panel(page).getByRole("list", { name: "What the timeline shows" })).toContainText("BEGIN or COMMIT");
});

test("a post and the statement that fetched it light each other", async ({ page }) => {
  await page.goto("/");
  await expect(panel(page).getByRole("heading", { name: "You opened the square" })).toBeVisible();
  await card(page, posts.ben.title).getByRole("heading").hover();
  await expect(panel(page).locator("details.stmt.lit")).toContainText("List a page of all posts");
  await panel(page).locator("details.stmt").last().hover();
  await expect(page.locator("article.post.lit")).toHaveCount(2);
});

test("the story is walked by keys alone", async ({ page }) => {
  const steps = panel(page).locator("[data-step].now");
  await page.keyboard.press("ArrowRight");
  await expect(steps).toHaveAttribute("data-step", "1");
  await page.keyboard.press("ArrowRight");
  await expect(steps).not.toHaveAttribute("data-step", "1");
  await page.keyboard.press("ArrowLeft");
  await expect(steps).toHaveAttribute("data-step", "1");
  await page.keyboard.press("?");
  await expect(panel(page).getByText("one step of the story back, or on")).toBeVisible();
});

test("without a mouse: Tab leads to the buttons, and they and the keys walk the same steps", async ({ page }) => {
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).press("Enter");
  await expect(panel(page).getByRole("heading", { name: `You liked “${posts.ben.title}”` })).toBeVisible();
  const line = panel(page).locator(".stepper p");
  const now = panel(page).locator("[data-step].now");
  const on = panel(page).getByRole("button", { name: "One step on" });
  for (let n = 0; n < 100 && !(await on.evaluate((button) => button === document.activeElement)); n++) await page.keyboard.press("Tab");
  await expect(on).toBeFocused();
  const all = Number(/^(\d+) steps/.exec(await line.innerText())?.[1]);
  await page.keyboard.press("Enter");
  await expect(line).toHaveText(/^Step 1 of \d+\. The browser looks into its jar/);
  await page.keyboard.press("Space");
  await expect(line).toHaveText(/^Step 2 of \d+\. POST \/api\/like_post/);
  await expect(now).toContainText("POST /api/like_post");
  await page.keyboard.press("ArrowRight");
  await expect(line).toContainText("The server finds your session");
  await expect(now).toContainText("sessions");
  await expect(on, "the buttons stay where they are").toBeInViewport();
  for (let n = 3; n <= all; n++) await page.keyboard.press("ArrowRight");
  await expect(line).toContainText(`Step ${all} of ${all}. The answer leaves`);
  await expect(now.locator("pre"), "the body that the answer carried").toContainText(/\n1$/);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(line).toContainText(`Step ${all - 1} of ${all}`);
  await page.keyboard.press("[");
  await expect(panel(page).getByRole("heading", { name: `You liked “${posts.ben.title}”` })).toHaveCount(0);
  await page.keyboard.press("]");
  await expect(panel(page).getByRole("heading", { name: `You liked “${posts.ben.title}”` })).toBeVisible();
});

test("the page of all stories is walked by the same keys", async ({ page }) => {
  await page.goto("/xray");
  const line = page.locator(".stepper p");
  await expect(line).toBeVisible();
  await page.locator("html[data-hydrated]").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(line).toContainText("Step 2 of");
  await expect(page.locator("[data-step].now")).toHaveAttribute("data-step", "2");
  // On from there without a new page: what listens, listens once.
  await page.getByRole("link", { name: "The square" }).first().click();
  await panel(page).getByRole("heading", { name: "You opened the square" }).click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(panel(page).locator(".stepper p")).toContainText("Step 2 of");
});

// Which keys a layout needs for a bracket is up to the system, so the event is made here as Windows makes it.
test("K7: keys scroll what has the focus, and a bracket may be written with AltGr", async ({ page }) => {
  await page.setViewportSize({ width: 500, height: 900 });
  await page.goto("/settings");
  await expect(panel(page).getByRole("heading", { name: "You opened the settings" })).toBeVisible();
  const table = page.getByRole("region", { name: "Table of sessions" });
  await table.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("[");
  await expect(panel(page).locator("[data-step].now")).toHaveCount(0);
  await expect(panel(page).getByRole("heading", { name: "You opened the settings" })).toBeVisible();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
    const modifiers = { ctrlKey: true, altKey: true, modifierAltGraph: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "[", bubbles: true, ...modifiers }));
  });
  await expect(panel(page).getByRole("heading", { name: "You opened the settings" })).toHaveCount(0);
});

test("a race that ends by itself is no click", async ({ page }) => {
  await page.goto("/learn/join");
  const race = page.locator("#race");
  await race.locator("input[name=guess][value=many]").check();
  await race.getByLabel("Posts in the largest table").selectOption("100");
  await race.getByRole("button", { name: "Race", exact: true }).click();
  await expect(page.locator("#time-apart").getByRole("img", { name: /^A query per row: prepare / })).toBeVisible({ timeout: 60_000 });
  await page.goto("/xray");
  await expect(page.locator("section.xray").getByRole("heading", { level: 2 })).toContainText("You");
  await expect(page.getByText("You opened /api/figure")).toHaveCount(0);
});

test("a loop is said in the badge, without opening anything", async ({ page, site, people }) => {
  for (const n of [1, 2, 3, 4, 5]) await site.write(people.ben, `Loaf ${n}`);
  await page.goto("/learn/join/slow-feed");
  await expect(badge(page)).toContainText("N+1");
});

for (const [width, colorScheme] of [[1440, "light"], [1440, "dark"], [360, "light"]] as const) {
  test(`axe finds nothing at ${width} px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["/", "/xray", posts.ben.path]) {
      await page.goto(path);
      await expect(page.locator("section.xray").getByRole("heading", { level: 2 })).toContainText("You");
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), path).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} does not scroll sideways`).toBe(true);
    }
  });
}

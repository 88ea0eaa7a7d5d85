// The source of the running build: from the foot of any page down to a line, each line with an address of its own.
import type { Page } from "@playwright/test";
import { expect, test, waitForHydration } from "../fixtures.ts";

const FILE = "/source/store/src/like.rs";

/** The line that an address points at. */
const target = (page: Page) => page.getByRole("main").locator("tr:target");

test("one walks from the foot of a page to a line of the source", async ({ page }) => {
  await page.goto("/about");
  await page.getByRole("contentinfo").getByRole("link", { name: "Source of this build" }).click();
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 1 })).toHaveText("Source of this build");
  await expect(main.getByText(/build [0-9a-f]{8}, \d+ files/)).toBeVisible();
  for (const [name, path] of [["store/", "/source/store"], ["src/", "/source/store/src"], ["like.rs", FILE]]) {
    await main.getByRole("link", { name, exact: true }).click();
    await expect(page).toHaveURL(path);
    await expect(main.getByRole("heading", { level: 1 })).toHaveText(path.slice("/source/".length));
  }
  await expect(page).toHaveTitle("store/src/like.rs · Vitrine");

  const line = main.getByRole("row").filter({ hasText: "pub async fn like_post(db: &Db" });
  await expect(line).toHaveAttribute("id", /^L\d+$/);
  const id = (await line.getAttribute("id")) ?? "none";
  await line.getByRole("link", { name: id.slice(1), exact: true }).click();
  await expect(page).toHaveURL(`${FILE}#${id}`);
  await expect(target(page)).toHaveId(id);

  await main.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "src", exact: true }).click();
  await expect(page).toHaveURL("/source/store/src");
});

test("the address of a line leads to it", async ({ page, javaScriptEnabled }) => {
  await page.goto(`${FILE}#L90`);
  if (javaScriptEnabled) await waitForHydration(page);
  await expect(target(page)).toHaveId("L90");
  await expect(target(page)).toBeInViewport();
});

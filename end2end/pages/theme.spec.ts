// Day and night, chosen in the foot of every page.
import { expect, test } from "../fixtures.ts";

test("the light that is chosen stays, on every page, and the way back is the device's", async ({ page, people }) => {
  const choose = (name: string) => page.getByRole("contentinfo").getByRole("button", { name, exact: true });
  await page.goto("/tag/bread");
  await expect(choose("as the device")).toHaveAttribute("aria-pressed", "true");
  for (const [name, theme] of [["night", "dark"], ["day", "light"]]) {
    await choose(name).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(page).toHaveURL("/tag/bread");
    await page.goto("/about");
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(choose(name)).toHaveAttribute("aria-pressed", "true");
    await page.goto("/tag/bread");
  }
  await choose("as the device").click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  expect((await page.context().cookies()).filter((cookie) => cookie.name === "theme")).toEqual([]);
});

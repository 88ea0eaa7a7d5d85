// The figures of a chapter, as a reader uses them: they have an address, and most ask for a guess before they show what
// happens.
//
// Only what the tests of several chapters need is here; what a figure must answer stands in the tests themselves.
import { type Locator, type Page, expect } from "@playwright/test";

/** A figure or an exercise, by the id that its address names. */
export const figure = (page: Page, id: string): Locator => page.locator(`#${id}`);

/** Presses the button of that name in a figure. */
export const press = (page: Page, id: string, button: string): Promise<void> =>
  figure(page, id).getByRole("button", { name: button, exact: true }).click();

/** Makes a guess. Without one, a figure does not run. */
export const guess = (page: Page, id: string, option: string): Promise<void> =>
  figure(page, id).locator(`input[name=guess][value=${option}]`).check();

/** Waits until the race of chapter five is over. Without scripts, one has to ask for its results by hand. */
export async function waitForRace(page: Page): Promise<void> {
  const button = (name: string) => figure(page, "race").getByRole("button", { name, exact: true });
  await expect.poll(async () => {
    if (await button("Look again").isVisible()) await button("Look again").click();
    return button("Race again").isVisible();
  }, { timeout: 30_000 }).toBe(true);
}

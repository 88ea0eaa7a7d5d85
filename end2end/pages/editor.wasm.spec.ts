// The editor for SQL where scripts run: colours below the text, names to choose, Ctrl and Enter, and a Tab that leaves.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

const editor = (page: Page) => page.getByRole("textbox", { name: "Your SQL" });

async function begin(page: Page): Promise<void> {
  await page.goto("/sandbox");
  await editor(page).click();
  await page.locator("html[data-editor-hears]").waitFor({ state: "attached" });
  await editor(page).fill("");
}

test("words are told apart, and what is typed never becomes markup", async ({ page }) => {
  await begin(page);
  const typed = "SELECT '</pre><img src=x>' -- <b>\nFROM users";
  await editor(page).fill(typed);
  const below = page.locator(".ed pre");
  await expect(below.locator("b")).toHaveText(["SELECT", "FROM"]);
  await expect(below.locator("img")).toHaveCount(0);
  expect((await below.textContent())?.trimEnd()).toBe(typed);
});

test("Ctrl and Enter run it, and the new editor has its colours at once", async ({ page }) => {
  await begin(page);
  await page.keyboard.type("SELECT 40 + 2 AS n");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Statement 1", exact: true })).toContainText("42");
  await expect(page.locator(".ed.shaded pre b").first()).toHaveText("SELECT");
});

test("a name is chosen by the keyboard, and nothing is chosen by itself", async ({ page }) => {
  await begin(page);
  const names = page.getByRole("listbox", { name: "Names that fit" });
  await page.keyboard.type("SELECT * FROM us");
  await expect(names.getByRole("option")).toHaveText(["users", "user_id"]);
  await expect(page.locator(".ed [aria-live]")).toHaveText("2 names fit; arrow down chooses one.");
  expect((await new AxeBuilder({ page }).include(".editor").analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await expect(editor(page)).toHaveAttribute("aria-activedescendant", "editor-names-0");
  await page.keyboard.press("Enter");
  await expect(editor(page)).toHaveValue("SELECT * FROM users");
  await expect(names).toBeHidden();
  // Enter without a choice is a line end, Escape closes, and Tab goes on.
  await page.keyboard.type("\nWHERE na");
  await expect(names).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(names).toBeHidden();
  await page.keyboard.type("m\n");
  await expect(editor(page)).toHaveValue("SELECT * FROM users\nWHERE nam\n");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeFocused();
});

test("a name is taken by a press", async ({ page }) => {
  await begin(page);
  await page.keyboard.type("SELECT joi");
  await page.getByRole("option", { name: "joined_on" }).click();
  await expect(editor(page)).toHaveValue("SELECT joined_on");
  await expect(editor(page)).toBeFocused();
});

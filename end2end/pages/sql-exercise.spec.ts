import { expect, test } from "../fixtures.ts";

test("a newcomer asks their first question and has it checked", async ({ page }) => {
  await page.goto("/learn/sql/everybody-please");
  await page.getByRole("textbox", { name: "Your answer" }).fill("SELECT * FROM users");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("region", { name: "The rows of statement 1" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Your answer" })).toHaveValue("SELECT * FROM users");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("heading", { name: "Right" })).toBeVisible();
  await page.goto("/learn/sql");
  const row = page.getByRole("listitem").filter({ hasText: "Everybody, please" });
  await expect(row.getByText("done")).toBeVisible();
});

test("a wrong join is answered by its smallest counterexample, and that can be taken home", async ({ page }) => {
  await page.goto("/learn/join/the-quiet-ones-too");
  const answer = page.getByRole("textbox", { name: "Your answer" });
  await answer.fill("SELECT name, title FROM users JOIN posts ON author_id = users.id");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("heading", { name: "Not yet" })).toBeVisible();
  const smallest = page.getByRole("region", { name: "The smallest database where it shows" });
  await expect(smallest.getByRole("table").first()).toBeVisible();
  await expect(page.getByText("Rows without a partner are lost")).toBeVisible();
  await smallest.getByRole("button", { name: "Open in my sandbox" }).click();
  await expect(page.getByRole("heading", { name: "Sandbox" })).toBeVisible();
  await expect(page.getByLabel("Your SQL")).toHaveValue(/JOIN posts/);
  await expect(page.getByText("users", { exact: true }).first()).toBeVisible();
});

test("a mistake in the text is told in plain words, is no try, and loses nothing", async ({ page }) => {
  await page.goto("/learn/sql/names-and-cities");
  const answer = page.getByRole("textbox", { name: "Your answer" });
  await answer.fill("SELECT nmae, city FROM users");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("no column `nmae`").or(page.getByText("no column nmae"))).toBeVisible();
  await expect(answer).toHaveValue("SELECT nmae, city FROM users");
  await expect(page.getByText("not checked yet")).toBeVisible();
});

test("hints open one after the other and say what they cost", async ({ page }) => {
  await page.goto("/learn/sql/only-bread");
  await page.getByRole("textbox", { name: "Your answer" }).fill("SELECT 1");
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("button", { name: /A nudge/ }).click();
  await expect(page.getByText("taken")).toHaveCount(1);
  await expect(page.getByText("the exercise then no longer counts")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Your answer" })).toHaveValue("SELECT 1");
});

// One's own database, with scripts and without: asking, changing, stepping back, what goes wrong, and whose it is.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

const editor = (page: Page) => page.getByRole("textbox", { name: "Your SQL" });
const answer = (page: Page, statement = 1) => page.getByRole("region", { name: `Statement ${statement}`, exact: true });
const press = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true }).click();

async function run(page: Page, sql: string): Promise<void> {
  await editor(page).fill(sql);
  await press(page, "Run");
}

test("a first SELECT gives rows, their types and how SQLite went about it", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Sandbox" }).click();
  await expect(page.getByRole("heading", { name: "Sandbox", level: 1 })).toBeVisible();
  await press(page, "Run");
  await expect(answer(page)).toContainText("8 rows");
  await expect(answer(page).getByRole("columnheader", { name: "joined_on" })).toContainText("TEXT");
  await expect(answer(page).locator(".null").first()).toHaveText("NULL");
  await answer(page).getByText("How SQLite went about it").click();
  await expect(answer(page).locator(".plan")).toContainText("reads every row of users");
});

test("a wrong column is shown where it stands, and the text stays", async ({ page }) => {
  await page.goto("/sandbox");
  await run(page, "SELECT nmae\nFROM users;");
  await expect(answer(page).getByRole("alert")).toContainText("There is no column nmae");
  await expect(answer(page).locator("mark")).toHaveText("nmae");
  await expect(editor(page)).toHaveValue("SELECT nmae\nFROM users;");
});

test("what was changed says so, and one step back takes it away", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/sandbox");
  await run(page, "UPDATE users SET city = 'Delft' WHERE city IS NULL; DELETE FROM likes;");
  await expect(answer(page)).toContainText("changed");
  await expect(answer(page).locator("td.changed del").first()).toHaveText("NULL");
  await expect(answer(page, 2)).toContainText("24 rows changed");
  const likes = page.locator(".one-table").filter({ hasText: "likes · " });
  await expect(likes.locator("caption")).toHaveText("likes · no rows");
  await press(page, "Step back");
  await expect(page.getByRole("main").getByRole("status")).toContainText("One step back");
  await expect(likes.locator("caption")).toHaveText("likes · 24 rows");
  await expect(page.getByRole("main").getByRole("button", { name: "Step back" })).toHaveCount(0);
});

test("one statement of several runs alone", async ({ page }) => {
  await page.goto("/sandbox");
  await run(page, "SELECT 'first'; SELECT 'second';");
  await expect(answer(page, 1)).toContainText("first");
  await press(page, "Run this one statement 2");
  await expect(answer(page, 1)).toHaveCount(0);
  await expect(answer(page, 2)).toContainText("second");
});

test("another set takes the place of the tables", async ({ page }) => {
  await page.goto("/sandbox");
  await page.getByText("Begin again with").click();
  await page.getByRole("button", { name: /^A library of seeds/ }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("The database is new");
  await expect(page.locator(".one-table caption").first()).toContainText("members");
});

test("a link fills the editor, and nothing runs by itself", async ({ page }) => {
  await page.goto("/sandbox?sql=SELECT%20%27kingfisher%27");
  await expect(editor(page)).toHaveValue("SELECT 'kingfisher'");
  await expect(page.getByRole("main").getByRole("status")).toContainText("Nothing has run yet");
  await press(page, "Run");
  await expect(answer(page)).toContainText("one row");
});

const choose = async (page: Page, name: string, text: string) => {
  const part = page.locator("[data-upload]");
  if ((await part.getAttribute("open")) === null) await part.locator("summary").click();
  await page.getByLabel("A file", { exact: true }).setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  await press(page, "Bring the file in");
};

test("a script and a table come in as files, and the types of the table can be changed before", async ({ page }) => {
  await page.goto("/sandbox");
  await editor(page).fill("SELECT 'typed before'");
  await choose(page, "pears.sql", "CREATE TABLE pears (a); INSERT INTO pears VALUES (1), (2);");
  await expect(answer(page, 2)).toContainText("2 rows changed");
  await expect(editor(page)).toHaveValue("SELECT 'typed before'");
  await choose(page, "plums.csv", "id;grams\n1;4300\n2;\n");
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Nothing has been taken yet");
  await page.getByLabel("Type of grams").selectOption("TEXT");
  await press(page, "Take this table");
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("plums is a table now, with 2 rows.");
  await run(page, "SELECT typeof(grams) FROM plums");
  await expect(answer(page)).toContainText("text");
});

test("a file that is no database is refused, and the text stays", async ({ page }) => {
  await page.goto("/sandbox");
  await editor(page).fill("SELECT 'typed before'");
  await choose(page, "letter.db", "Dear all");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("letter.db was not brought in. The file is no SQLite database");
  await expect(editor(page)).toHaveValue("SELECT 'typed before'");
});

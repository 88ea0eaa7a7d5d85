// Seeing a post as its readers will, while it is being written.
import { expect, test } from "../fixtures.ts";

// An empty text has no preview: the site says why with 422, and Chromium notes that.
test.use({ toleratedErrors: /status of 422/ });

test("the preview shows what a reader will see, and the text stays", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  await text.fill("It **rained** <script>alert(1)</script>.");
  await page.getByRole("tab", { name: "Preview" }).click();
  await expect(page.getByRole("main").locator("strong")).toHaveText("rained");
  await expect(page.getByText("<script>alert(1)</script>")).toBeVisible();
  await expect(text).toBeHidden();
  await page.getByRole("tab", { name: "Write" }).click();
  await expect(text).toHaveValue("It **rained** <script>alert(1)</script>.");
  await text.fill("");
  await page.getByRole("tab", { name: "Preview" }).click();
  await expect(page.getByText("Something is needed here.")).toBeVisible();
});

test("what is previewed is published", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.getByLabel("Title").fill("On rain");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("It *rained*.");
  await page.getByRole("tab", { name: "Preview" }).click();
  await expect(page.getByRole("main").locator("em")).toHaveText("rained");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page).toHaveURL("/post/3/on-rain");
  await expect(page.getByRole("article").locator("em")).toHaveText("rained");
});

test("a proposed passphrase is long, shown, new every time, and accepted", async ({ page }) => {
  await page.goto("/sign-up");
  const field = page.getByLabel("Password", { exact: true });
  const proposals = new Set<string>();
  for (let n = 1; n <= 3; n++) {
    const before = await field.inputValue();
    await page.getByRole("button", { name: "Propose a passphrase" }).click();
    await expect(field).not.toHaveValue(before);
    await expect(field).toHaveAttribute("type", "text");
    await expect(field).toHaveValue(/^(\S+ ){4}\S+$/);
    proposals.add(await field.inputValue());
  }
  expect(proposals.size).toBe(3);
  await page.getByRole("button", { name: "Show" }).click();
  await expect(field).toHaveAttribute("type", "password");
  await page.getByLabel("Name").fill("cleo");
  await page.getByRole("main").getByRole("button", { name: "Sign up" }).click();
  await expect(page).toHaveURL("/");
});

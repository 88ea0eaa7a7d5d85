import { expect, test } from "../fixtures.ts";

test("an author tries an exercise, reads what is wrong at which line, and sees the mutants that survive", async ({ page }) => {
  await page.goto("/learn");
  await page.getByRole("link", { name: "try an exercise that you wrote yourself" }).click();
  const text = page.getByRole("textbox", { name: "The exercise" });
  await expect(text).toHaveValue(/The harbour master counts long trips/);
  const example = await text.inputValue();

  const faulty = example.replace("AND 20 < trips.miles", "AND 20 <= trips.miles");
  await text.fill(faulty);
  await page.getByRole("button", { name: "Prove it" }).click();
  await expect(page.getByRole("heading", { name: "One fault" })).toBeVisible();
  await expect(page.getByText("Line 24:")).toBeVisible();
  await expect(text).toHaveValue(faulty);

  await text.fill(example);
  await page.getByRole("button", { name: "Prove it" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is wrong with it" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Mutants that survive" })).toBeVisible();
});

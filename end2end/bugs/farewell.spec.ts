// A refused farewell took the cookie away that leads to what was wrong, and told the browser to forget its pages.
import { expect, test } from "../fixtures.ts";

test("a wrong password on the way out is told beside its field", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/settings");
  const form = page.getByRole("region", { name: "Leave" });
  await form.locator("summary").click();
  await form.getByLabel("Your password, to be sure it is you").fill("something else entirely");
  await form.getByRole("button", { name: /^Delete my account/ }).click();
  await expect(form.getByText("This is not your password. Try again.")).toBeVisible();
});

// What only scripts can show: a form that is under way says so and takes no second press.
import { card, expect, holdRequests, test } from "../fixtures.ts";

test("publishing shows that it is under way, and a second click meanwhile does nothing", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.getByLabel("Title").fill("Seven buckets");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Count them.");
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.url().endsWith("/api/write_post"))));
  const { held, release } = await holdRequests(page, "/api/write_post");
  const button = page.getByRole("button", { name: /^Publish/ });
  await button.click();
  await held;
  await expect(button).toHaveText("Publishing");
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await button.dispatchEvent("click");
  await button.dispatchEvent("click");
  release();
  await expect(page.getByRole("heading", { name: "Seven buckets" })).toBeVisible();
  expect(sent).toBe(1);
  await page.goto("/");
  await expect(card(page, "Seven buckets")).toHaveCount(1);
});

test("a form that the browser sends rests as well, and can be sent again if no page comes", async ({ page }) => {
  await page.clock.install();
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill("a wrong one, and long enough");
  let sent = 0;
  // No page comes, as on a line that is dead.
  await page.route("**/api/sign_in", (route) => {
    sent += 1;
    return route.fulfill({ status: 204 });
  });
  const button = page.getByRole("main").getByRole("button", { name: "Sign in" });
  await button.click();
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await button.dispatchEvent("click");
  expect(sent).toBe(1);
  await page.clock.runFor(10_000);
  await expect(button).not.toHaveAttribute("aria-disabled", "true");
  await button.click();
  await expect.poll(() => sent).toBe(2);
});

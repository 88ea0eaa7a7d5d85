// The jar answers as one types, by its own bundle, once the guess is made.
import { expect, test } from "../fixtures.ts";

test("the jar answers while one types, and not before the guess", async ({ page }) => {
  await page.goto("/learn/cookies");
  const jar = page.locator("#jar");
  await jar.locator("#jar-to").focus();
  await page.locator("html[data-jar-hears]").waitFor({ state: "attached", timeout: 30_000 });
  await jar.locator("#jar-to").fill("https://www.shop.example/");
  await expect(jar.locator(".setline")).toHaveCount(0);
  await jar.locator("input[name=guess][value=some]").check();
  await jar.locator("#jar-to").fill("https://www.shop.example/account/");
  await expect(jar.locator(".setline")).toContainText("Cookie: basket=3; id=31d4d96e");
});

test("a page without the jar loads nothing of it", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/learn/sessions");
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  expect(asked.filter((url) => url.includes("/pkg/jar-"))).toEqual([]);
});

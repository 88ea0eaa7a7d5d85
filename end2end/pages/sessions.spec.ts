// Sessions as two browsers see them.
import type { Page } from "@playwright/test";
import { expect, ownPageLink, password, signIn, test } from "../fixtures.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

const rows = (page: Page) => page.getByRole("table", { name: /Your sessions/ }).getByRole("row");
const cookies = async (page: Page) => (await page.context().cookies()).filter((cookie) => cookie.name === "vitrine");

/** An account that has a session in this browser and none elsewhere. */
async function signUp(page: Page): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("cleo");
  await page.getByLabel("Password", { exact: true }).fill(password("cleo"));
  await page.getByRole("main").getByRole("button", { name: "Sign up" }).click();
  await expect(ownPageLink(page, "cleo")).toBeVisible();
}

test("k7 both browsers see both sessions, and which one is theirs", async ({ page, another }) => {
  await signUp(page);
  const other = await another(undefined, { userAgent: FIREFOX });
  await signIn(other, "cleo");
  for (const [browser, own, foreign] of [[page, "Chrome on Linux", "Firefox on Windows"], [other, "Firefox on Windows", "Chrome on Linux"]] as const) {
    await browser.goto("/settings");
    await expect(rows(browser)).toHaveCount(3); // the heads of the columns, and two sessions
    await expect(rows(browser).filter({ hasText: own })).toContainText("this one");
    await expect(rows(browser).filter({ hasText: foreign })).not.toContainText("this one");
    await expect(rows(browser).filter({ hasText: foreign })).toContainText("127.0.0.0/24");
  }
});

test("k5 a session that was ended elsewhere is out at its next request", async ({ page, another }) => {
  await signUp(page);
  const other = await another(undefined, { userAgent: FIREFOX });
  await signIn(other, "cleo");
  await other.goto("/settings");
  await page.goto("/settings");
  await page.getByRole("button", { name: "End the session of Firefox on Windows" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: "Firefox" })).toHaveCount(0);

  await other.reload();
  await expect(other).toHaveURL("/sign-in?next=/settings");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("all other sessions end at once, and this one stays", async ({ page, another }) => {
  await signUp(page);
  const others = [await another(), await another()];
  for (const other of others) await signIn(other, "cleo");
  await page.goto("/settings");
  await expect(rows(page)).toHaveCount(4);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByRole("button", { name: "End all others" })).toBeHidden();
  for (const other of others) {
    await other.goto("/settings");
    await expect(other).toHaveURL("/sign-in?next=/settings");
  }
});

test("nobody sees or ends another person's session", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await page.goto("/settings");
  await expect(rows(page)).toHaveCount(2);
  const key = await page.locator("input[name=key]").inputValue();
  await site.post("/api/revoke_session", { key }, people.ben);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("c1 the session's cookie is out of reach of scripts and of other hosts, and ends with the browser", async ({ page, people }) => {
  await signIn(page, "ana");
  expect(await cookies(page)).toEqual([
    expect.objectContaining({ httpOnly: true, sameSite: "Lax", path: "/", domain: "127.0.0.1", secure: false, expires: -1 }),
  ]);
});

test("who wishes to stay signed in gets a cookie for thirty days and not more", async ({ page, people }) => {
  await signIn(page, "ana", { keep: true });
  const [cookie] = await cookies(page);
  const days = (cookie.expires - Date.now() / 1000) / 86_400;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThan(30.1);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", domain: "127.0.0.1" });
});

test("k2 every sign-in gets a new token, a planted one is never taken over, and the old one is dead", async ({ page, people, site }) => {
  const planted = "AAAAAAAAAAAAAAAAAAAAAA";
  await page.context().addCookies([{ name: "vitrine", value: planted, url: site.url }]);
  await signIn(page, "ana");
  const [first] = await cookies(page);
  expect(first.value).not.toBe(planted);
  expect(first.value).toMatch(/^[\w-]{22,}$/);

  await page.goto("/user/ana");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await signIn(page, "ana");
  const [second] = await cookies(page);
  expect(second.value).not.toBe(first.value);
  expect((await site.get("/settings", `vitrine=${first.value}`)).status).toBe(302);
  expect((await site.get("/settings", `vitrine=${second.value}`)).status).toBe(200);
});

test("after signing out the jar holds no session, and the server none for the old cookie", async ({ page, people, site }) => {
  await signIn(page, "ana");
  const [cookie] = await cookies(page);
  await page.goto("/settings");
  await rows(page).filter({ hasText: "this one" }).getByRole("button").click();
  await expect(page).toHaveURL("/");
  expect(await cookies(page)).toEqual([]);
  expect((await site.get("/settings", `vitrine=${cookie.value}`)).status).toBe(302);
});

test("h3 going back after signing out shows nothing personal", async ({ page, people }) => {
  await signIn(page, "ana");
  await page.goto("/settings");
  await expect(page.getByRole("table", { name: /Your sessions/ })).toBeVisible();
  await rows(page).filter({ hasText: "this one" }).getByRole("button").click();
  await expect(page).toHaveURL("/");
  await page.goBack();
  await expect(page).toHaveURL("/sign-in?next=/settings");
  await expect(page.getByRole("table", { name: /Your sessions/ })).toBeHidden();
});

// Pictures of every page, by day and by night, on a telephone, a tablet and a desk: shots/out/NAME-WIDTH-THEME.png.
// Run by `cargo xtask shots`; they prove nothing by themselves, somebody has to look at them.
import { join } from "node:path";
import { type Page, test as base, expect } from "@playwright/test";
import { waitForHydration } from "../fixtures.ts";
import { Site } from "../site.ts";

const OUT = join(import.meta.dirname, "out");
const WIDTHS = [360, 768, 1440];
const THEMES = ["light", "dark"] as const;

type Shot = { name: string; path: string; signedIn?: boolean; act?: (page: Page) => Promise<void> };

const press = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true }).click();
const first = (page: Page) => page.getByRole("main").getByRole("article").first().getByRole("heading").getByRole("link");

const shots: Shot[] = [
  { name: "feed-guest", path: "/" },
  { name: "feed", path: "/", signedIn: true },
  { name: "following", path: "/following", signedIn: true },
  {
    name: "post",
    path: "/",
    signedIn: true,
    // The post that people say most about.
    act: async (page) => {
      const links = page.getByRole("main").getByRole("link", { name: /^\d+ comments?$/ });
      const counts = (await links.allTextContents()).map((text) => Number.parseInt(text, 10));
      await links.nth(counts.indexOf(Math.max(...counts))).click();
      await expect(page.getByRole("heading", { name: /comments?$/ })).toBeVisible();
    },
  },
  {
    name: "post-guest",
    path: "/",
    act: async (page) => {
      await first(page).click();
      await expect(page.locator("#comments")).toBeVisible();
    },
  },
  {
    name: "write",
    path: "/write",
    signedIn: true,
    act: async (page) => {
      await page.getByLabel("Title").fill("What the frost left");
      await page.getByRole("textbox", { name: "Text", exact: true }).fill("Eleven of the *brassicas*, and all of the leeks.\n\n- The net held.\n- The pump did not.");
      await page.getByLabel("Tags").fill("frost, leeks");
    },
  },
  {
    name: "write-errors",
    path: "/write",
    signedIn: true,
    act: async (page) => {
      await page.getByRole("textbox", { name: "Text", exact: true }).fill("Eleven of the brassicas.");
      await press(page, "Publish");
      await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    },
  },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-up", path: "/sign-up" },
  {
    name: "sign-up-errors",
    path: "/sign-up",
    act: async (page) => {
      await page.getByLabel("Name").fill("marta");
      await page.getByLabel("Password", { exact: true }).fill("too short");
      await press(page, "Sign up");
      await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    },
  },
  { name: "settings", path: "/settings", signedIn: true },
  { name: "person", path: "/user/ben", signedIn: true },
  { name: "own-page", path: "/user/ana", signedIn: true },
  {
    name: "tag",
    path: "/",
    act: async (page) => {
      await page.locator("a[href^='/tag/']").first().click();
      await expect(page.getByText("Posts tagged")).toBeVisible();
    },
  },
  { name: "search", path: "/search?q=the" },
  { name: "empty", path: "/search?q=zeppelin" },
  { name: "missing", path: "/nothing-here" },
  { name: "about", path: "/about" },
];

const test = base.extend<object, { demo: { site: Site; name: string; password: string } }>({
  demo: [
    async ({}, use) => {
      const site = await Site.create({ seed: ["--demo"] });
      const [, name, password] = /Sign in as (\S+) with the password: (.+)$/m.exec(site.seedOutput) ?? [];
      if (!name) throw new Error(`seed did not say whom to sign in as: ${site.seedOutput}`);
      await use({ site, name, password });
      await site.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

for (const theme of THEMES) {
  for (const width of WIDTHS) {
    test(`${width} px, ${theme}`, async ({ browser, demo: { site, name, password } }) => {
      const looks = { viewport: { width, height: width < 700 ? 800 : 900 }, colorScheme: theme, reducedMotion: "reduce" } as const;
      const usual = { baseURL: site.url, locale: "en-GB", timezoneId: "UTC", ...looks };
      const [guest, member] = [await browser.newContext(usual), await browser.newContext(usual)];
      const signInPage = await member.newPage();
      await signInPage.goto("/sign-in");
      await signInPage.getByLabel("Name").fill(name);
      await signInPage.getByLabel("Password", { exact: true }).fill(password);
      await press(signInPage, "Sign in");
      await expect(signInPage).toHaveURL("/");
      await signInPage.close();
      for (const shot of shots) {
        const page = await (shot.signedIn ? member : guest).newPage();
        await page.goto(shot.path);
        await waitForHydration(page);
        await shot.act?.(page);
        await page.evaluate(() => document.fonts.ready.then(() => {}));
        await page.screenshot({ path: join(OUT, `${shot.name}-${width}-${theme}.png`), fullPage: true });
        await page.close();
      }
      await guest.close();
      await member.close();
    });
  }
}

// Lists of posts: newest, followed, by tag, by person, and the way to older ones.
import type { Page } from "@playwright/test";
import { card, expect, posts, test } from "../fixtures.ts";

const titles = (page: Page) => page.getByRole("article").getByRole("heading", { level: 2 });

test("the newest post stands first, with who wrote it and its tags", async ({ page, people }) => {
  await page.goto("/");
  await expect(titles(page)).toHaveText([posts.ben.title, posts.ana.title]);
  const first = card(page, posts.ana.title);
  await expect(first.getByText("The waiting list is down to nine names.")).toBeVisible();
  await expect(first.getByRole("link", { name: "0 comments" })).toBeVisible();
  await first.getByRole("link", { name: "waiting list" }).click();
  await expect(page).toHaveURL("/tag/waiting-list");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("waiting list");
  await expect(titles(page)).toHaveText([posts.ana.title]);
});

test("a person's page has their posts alone", async ({ page, people, site }) => {
  await site.write(people.ana, "Beans, a plan");
  await page.goto("/");
  await card(page, posts.ana.title).getByRole("link", { name: "ana", exact: true }).click();
  await expect(page).toHaveURL("/user/ana");
  await expect(titles(page)).toHaveText(["Beans, a plan", posts.ana.title]);
  await expect(page.getByText("2 posts")).toBeVisible();
});

test("an empty site, an empty person and an unknown tag say so", async ({ page, site }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "The first page is yours" })).toBeVisible();
  await site.signUp("cleo");
  await page.goto("/user/cleo");
  await expect(page.getByRole("heading", { name: "Nothing written yet" })).toBeVisible();
  await page.goto("/tag/nothing-like-it");
  await expect(page.getByRole("heading", { name: "No posts with this tag yet" })).toBeVisible();
});

test("tags of the week are counted", async ({ page, people, site }) => {
  await site.write(people.ana, "Bread from the plots", "Rye.", "bread, plots");
  await page.goto("/");
  const week = page.getByRole("table", { name: "Tags and how many posts carry them" });
  await expect(week.getByRole("row", { name: "bread" }).getByRole("cell")).toHaveText(["bread", "2"]);
  await expect(week.getByRole("row", { name: "waiting list" }).getByRole("cell")).toHaveText(["waiting list", "1"]);
});

test.describe("with forty-five posts", () => {
  test.use({ settings: { VITRINE_WRITE_LIMITS: "off" } });

  const many = Array.from({ length: 45 }, (_, n) => `Number ${n + 1} of the plots`);

  /** Every title, page after page by the link to older posts; `between` runs before each step. */
  async function walk(page: Page, path: string, between: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    await page.goto(path);
    for (;;) {
      const here = await titles(page).allTextContents();
      seen.push(...here);
      const older = page.getByRole("link", { name: "Older posts" });
      if ((await older.count()) === 0) return seen;
      await between();
      await older.click();
      await expect(titles(page).filter({ hasText: new RegExp(`^${here.at(-1)}$`) })).toHaveCount(0);
    }
  }

  test("every post is read once, in order, whatever is written meanwhile", async ({ page, people, site, signInAs }) => {
    for (const title of many) await site.write(people.ana, title, "Some words.", "count");
    await site.submit("/api/follow_user", { name: "ana" }, people.ben);
    await signInAs("ben");
    const newest = [...many].reverse();
    let meanwhile = 0;
    const write = () => site.write(people.ben, `Meanwhile ${++meanwhile}`);
    for (const [path, want] of [
      ["/", [...newest, posts.ben.title, posts.ana.title]],
      ["/tag/count", newest],
      ["/user/ana", [...newest, posts.ana.title]],
      ["/following", [...newest, posts.ana.title]],
    ] as const) {
      const seen = await walk(page, path, write);
      expect(seen.filter((title) => !title.startsWith("Meanwhile")), path).toEqual(want);
    }
    expect(meanwhile).toBe(8);
  });

  test("an address of older posts that makes no sense is the first page", async ({ page, people, site }) => {
    for (const title of many.slice(0, 21)) await site.write(people.ana, title);
    await page.goto("/?older=nonsense");
    await expect(titles(page).first()).toHaveText("Number 21 of the plots");
    await page.goto("/?older=1");
    await expect(page.getByRole("article")).toHaveCount(0);
  });
});

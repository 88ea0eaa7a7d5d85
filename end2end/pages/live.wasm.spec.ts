// What one person does appears on the open pages of others within a second, without a reload; an event stream that broke is
// opened again by the page itself.
import type { Page, Response, TestInfo } from "@playwright/test";
import { CONNECTION_ERRORS, card, expect, numberOf, openAndListen, posts, test } from "../fixtures.ts";
import { TcpProxy } from "../proxy.ts";

const WITHIN_MS = 1_000;

/** The moment, by the page's own clock, when its text first matches. */
function appearance(page: Page, pattern: RegExp): Promise<number> {
  return page.evaluate(
    ({ source, flags }) =>
      new Promise<number>((seen) => {
        const pattern = new RegExp(source, flags);
        const look = () => {
          if (!pattern.test(document.body.innerText)) return;
          observer.disconnect();
          seen(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        look();
      }),
    { source: pattern.source, flags: pattern.flags },
  );
}

/** The moment, by the browser's clock, when an answer was all there. */
async function answered(response: Promise<Response>): Promise<number> {
  const answer = await response;
  await answer.finished();
  const { startTime, responseEnd } = answer.request().timing();
  return startTime + responseEnd;
}

/** Does something in one browser and measures when another shows it. */
async function measure(info: TestInfo, what: string, reader: Page, shown: RegExp, writer: Page, endpoint: string, act: () => Promise<void>): Promise<void> {
  const seen = appearance(reader, shown);
  const done = answered(writer.waitForResponse((answer) => answer.url().endsWith(endpoint)));
  await act();
  const late = (await seen) - (await done);
  info.annotations.push({ type: "latency", description: `${what}: ${late.toFixed(0)} ms after the writer's answer` });
  await info.attach(`latency of ${what}`, { body: `${late.toFixed(1)} ms`, contentType: "text/plain" });
  expect(late, `${what} appears in time`).toBeLessThan(WITHIN_MS);
}

test("a new post appears in open feeds", async ({ page, another, signInAs }, info) => {
  await signInAs("ana");
  const [square, tag, person, elsewhere] = [page, await another("ana"), await another(), await another()];
  await openAndListen(square, "/");
  await openAndListen(tag, "/tag/bread");
  await openAndListen(person, "/user/ben");
  await openAndListen(elsewhere, "/user/ana");
  const ben = await another("ben");
  await ben.goto("/write");
  await ben.getByLabel("Title").fill("A second loaf");
  await ben.getByRole("textbox", { name: "Text", exact: true }).fill("Darker than the first.");
  await ben.getByLabel("Tags").fill("bread");
  const others = [appearance(tag, /A second loaf/), appearance(person, /A second loaf/)];
  await measure(info, "a post", square, /A second loaf/, ben, "/api/write_post", () => ben.getByRole("button", { name: "Publish" }).click());
  await Promise.all(others);
  for (const reader of [square, tag, person]) {
    await expect(reader.getByRole("article").first()).toContainText("A second loaf");
    await expect(card(reader, "A second loaf")).toHaveCount(1);
  }
  await expect(card(elsewhere, "A second loaf"), "it is not Ana's").toHaveCount(0);
  await card(square, "A second loaf").getByRole("button", { name: "Like 0" }).click();
  await expect(card(square, "A second loaf").getByRole("button", { name: "Liked 1" })).toBeVisible();
});

test("a like changes the number for everyone, and the heart for nobody else", async ({ page, another, signInAs }, info) => {
  await signInAs("ana");
  await openAndListen(page, "/");
  const guest = await another();
  await openAndListen(guest, posts.ana.path);
  const ben = await another("ben");
  await ben.goto(posts.ana.path);
  const there = appearance(guest, /Like\s*1/);
  await measure(info, "a like", page, /Like\s*1/, ben, "/api/like_post", () => ben.getByRole("article").getByRole("button", { name: "Like 0" }).click());
  await there;
  await expect(card(page, posts.ana.title).getByRole("button", { name: "Like 1", pressed: false })).toBeVisible();
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Like 0" })).toBeVisible();
  await expect(guest.getByRole("row", { name: "Liked by" })).toContainText("one person");
});

test("a comment, its answer, its edit and its end appear under an open post", async ({ page, another, signInAs }, info) => {
  await signInAs("ana");
  await openAndListen(page, posts.ana.path);
  const feed = await another();
  await openAndListen(feed, "/");
  const ben = await another("ben");
  await ben.goto(posts.ana.path);
  await ben.getByRole("textbox", { name: "Your comment" }).fill("Nine names!");
  await measure(info, "a comment", page, /Nine names!/, ben, "/api/write_comment", () => ben.getByRole("button", { name: "Send comment" }).click());
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
  await expect(card(feed, posts.ana.title).getByRole("link", { name: "1 comment" })).toBeVisible();
  const said = page.getByRole("listitem").filter({ hasText: "Nine names!" });
  await expect(said, "once").toHaveCount(1);
  await expect(said.getByText("Edit", { exact: true }), "it is Ben's").toHaveCount(0);

  await said.getByText("Answer", { exact: true }).click();
  await said.getByRole("textbox", { name: "Your answer" }).fill("Eight, now.");
  await measure(info, "an answer", ben, /Eight, now\./, page, "/api/write_comment", () => said.getByRole("button", { name: "Send answer" }).click());
  await expect(ben.getByRole("listitem").filter({ hasText: "Nine names!" }).getByRole("listitem")).toContainText("Eight, now.");
  await measure(info, "a comment's like", ben, /Like\s*1/, page, "/api/like_comment", () => said.getByRole("button", { name: "Like 0" }).first().click());

  const own = ben.getByRole("listitem").filter({ hasText: "Nine names!" });
  await own.getByText("Edit", { exact: true }).click();
  await own.getByRole("textbox", { name: "Your comment" }).fill("Ten names!");
  const edited = ben.getByRole("listitem").filter({ hasText: "Ten names!" });
  await measure(info, "an edit", page, /Ten names!/, ben, "/api/edit_comment", () => own.getByRole("button", { name: "Save" }).click());
  await edited.getByText("Delete", { exact: true }).click();
  await measure(info, "a deletion", page, /No comments yet/, ben, "/api/delete_comment", () => edited.getByRole("button", { name: "Delete this comment" }).click());
  await expect(page.getByText("Eight, now.")).toHaveCount(0);
  await expect(card(feed, posts.ana.title).getByRole("link", { name: "0 comments" })).toBeVisible();
});

test("a deleted post leaves open feeds, and its open page says so", async ({ page, another, people, site }) => {
  const reader = await another("ana");
  await openAndListen(page, "/");
  await openAndListen(reader, posts.ben.path);
  await site.submit("/api/delete_post", { post: numberOf(posts.ben.path) }, people.ben);
  await expect(card(page, posts.ben.title)).toHaveCount(0, { timeout: WITHIN_MS });
  await expect(reader.getByText("The author has just deleted this post.")).toBeVisible({ timeout: WITHIN_MS });
});

test("a tab that has moved on hears of the page it shows now", async ({ page, people, site }) => {
  await openAndListen(page, "/");
  await page.getByRole("link", { name: posts.ana.title }).click();
  await expect(page.getByRole("heading", { level: 1, name: posts.ana.title })).toBeVisible();
  await site.comment(people.ben, posts.ana.path, "Nine names!");
  await expect(page.getByText("Nine names!")).toBeVisible({ timeout: WITHIN_MS });
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "The square" }).click();
  await site.write(people.ben, "A second loaf");
  await expect(card(page, "A second loaf")).toBeVisible({ timeout: WITHIN_MS });
});

test.describe("when the site was away", () => {
  test.use({ toleratedErrors: CONNECTION_ERRORS });

  const notice = (page: Page) => page.getByText("The line to the site is down.");

  test("an open page says so, comes back by itself and catches up", async ({ page, another, people, site }) => {
    const reader = await another("ana");
    await openAndListen(page, "/");
    await openAndListen(reader, posts.ana.path);
    await site.comment(people.ben, posts.ana.path, "Nine names!");
    await expect(reader.getByText("Nine names!")).toBeVisible();
    await expect(card(page, posts.ana.title).getByRole("link", { name: "1 comment" })).toBeVisible();
    expect(await site.stop(), "an open event stream does not keep the site from stopping").toBe(0);
    for (const one of [page, reader]) await expect(notice(one)).toBeVisible();
    await site.start();
    await site.write(people.ben, "Written meanwhile");
    await site.comment(people.ben, posts.ana.path, "Said meanwhile");
    await site.like(people.ben, posts.ana.path);
    for (const one of [page, reader]) await expect(notice(one)).toBeHidden();
    await expect(card(page, "Written meanwhile")).toHaveCount(1);
    await expect(reader.getByText("Said meanwhile")).toHaveCount(1);
    await expect(reader.getByRole("article").getByRole("button", { name: "Like 1" })).toBeVisible();

    await site.write(people.ben, "Written after");
    await expect(card(page, "Written after")).toHaveCount(1, { timeout: WITHIN_MS });
  });

  test("what happened while the line was cut comes in order, and once", async ({ page, people, site }) => {
    const proxy = await TcpProxy.start(site.url);
    try {
      await openAndListen(page, proxy.url);
      await site.write(people.ben, "Heard");
      await expect(card(page, "Heard")).toHaveCount(1);
      proxy.disconnect();
      await expect(notice(page)).toBeVisible();
      for (const n of [1, 2, 3]) await site.write(people.ben, `Unheard ${n}`);
      proxy.reconnect();
      await expect(notice(page)).toBeHidden();
      const titles = page.getByRole("article").getByRole("heading", { level: 2 });
      await expect(titles).toHaveText(["Unheard 3", "Unheard 2", "Unheard 1", "Heard", posts.ben.title, posts.ana.title]);
    } finally {
      proxy.close();
    }
  });
});

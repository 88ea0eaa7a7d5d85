// Comments and the answers to them: of two people, under two posts.
import type { Page } from "@playwright/test";
import { card, expect, posts, test } from "../fixtures.ts";

const comments = (page: Page) => page.getByRole("region").filter({ has: page.getByRole("button", { name: "Send comment" }) });
/** A comment, with the answers to it. */
const thread = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text }).first();
/** A comment or an answer by itself. */
const said = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text }).last();

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Your comment" }).fill(text);
  await page.getByRole("button", { name: "Send comment" }).click();
}

/** What the post and the feed say about how many there are. */
async function counts(page: Page, heading: string, feed: Record<"ana" | "ben", string>): Promise<void> {
  await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
  await page.goto("/");
  for (const name of ["ana", "ben"] as const) {
    await expect(card(page, posts[name].title).getByRole("link", { name: feed[name], exact: true })).toBeVisible();
  }
}

test("a comment stands under its post alone, in Markdown, and survives a reload", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
  await say(page, "How **wet** is it?\n\nAnd how `warm`?");
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
    await expect(said(page, "How wet is it?").locator("strong")).toHaveText("wet");
    await expect(said(page, "How wet is it?").getByRole("link", { name: "ana" })).toBeVisible();
    await expect(said(page, "How wet is it?").getByText("edited")).toBeHidden();
    await expect(page.getByRole("textbox", { name: "Your comment" })).toHaveValue("");
  }
  await page.goto(posts.ana.path);
  await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
});

test("an answer stands right under what it answers", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.comment(people.ana, posts.ben.path, "And how warm?");
  await signInAs("ben");
  await page.goto(posts.ben.path);
  const first = thread(page, "How wet is it?");
  await first.getByText("Answer", { exact: true }).click();
  await first.getByRole("textbox", { name: "Your answer" }).fill("Like porridge.");
  await first.getByRole("button", { name: "Send answer" }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(first.getByRole("listitem")).toContainText(["Like porridge."]);
    await expect(thread(page, "And how warm?").getByRole("listitem")).toHaveCount(0);
    await expect(said(page, "Like porridge.").getByText("Answer", { exact: true }), "one level of answers").toHaveCount(0);
    await expect(page.getByRole("heading", { name: "3 comments", exact: true })).toBeVisible();
  }
});

test("counts are right for two people and two posts", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.comment(people.ben, posts.ben.path, "Like porridge.", "1");
  await site.comment(people.ben, posts.ana.path, "Nine!");
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await say(page, "Thank you.");
  await counts(page, "3 comments", { ana: "1 comment", ben: "3 comments" });
  await page.goto(posts.ana.path);
  await say(page, "Nine it is.");
  await counts(page, "2 comments", { ana: "2 comments", ben: "3 comments" });
  await page.goto(posts.ben.path);
  await expect(page.getByRole("heading", { name: "3 comments", exact: true })).toBeVisible();
});

test("a comment can be changed by who wrote it, and says so", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.comment(people.ben, posts.ben.path, "Ask again.");
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const own = thread(page, "ana");
  await expect(thread(page, "Ask again.").getByText("Edit", { exact: true })).toHaveCount(0);
  await own.getByText("Edit", { exact: true }).click();
  await expect(own.getByRole("textbox", { name: "Your comment" })).toHaveValue("How wet is it?");
  await own.getByRole("textbox", { name: "Your comment" }).fill("How wet is *the dough*?");
  await own.getByRole("button", { name: "Save" }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(own.locator("em")).toHaveText("the dough");
    await expect(own.getByText("edited")).toBeVisible();
    await expect(thread(page, "Ask again.").getByText("edited")).toBeHidden();
    await expect(page.getByRole("heading", { name: "2 comments", exact: true })).toBeVisible();
  }
});

test("a comment can be deleted by who wrote it, with the answers to it", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.comment(people.ben, posts.ben.path, "Like porridge.", "1");
  await site.comment(people.ben, posts.ben.path, "Ask again.");
  await signInAs("ana");
  await page.goto(posts.ben.path);
  await expect(thread(page, "Ask again.").getByText("Delete", { exact: true })).toHaveCount(0);
  const own = thread(page, "How wet is it?");
  await own.getByText("Delete", { exact: true }).first().click();
  await own.getByRole("button", { name: "Delete this comment" }).click();
  await expect(own).toHaveCount(0);
  await expect(page.getByText("Like porridge.")).toHaveCount(0);
  await expect(page.getByText("Ask again.")).toBeVisible();
  await counts(page, "1 comment", { ana: "0 comments", ben: "1 comment" });
  await page.goto(posts.ben.path);
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
});

test("a1 nobody changes or deletes another person's comment", async ({ page, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.post("/api/edit_comment", { comment: "1", body: "Ben was here" }, people.ben);
  await site.post("/api/delete_comment", { comment: "1" }, people.ben);
  await site.post("/api/delete_comment", { comment: "1" });
  await page.goto(posts.ben.path);
  await expect(said(page, "How wet is it?")).toBeVisible();
  await expect(said(page, "How wet is it?").getByText("edited")).toBeHidden();
});

test("a comment is liked by itself", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await site.comment(people.ana, posts.ben.path, "And how warm?");
  await site.submit("/api/like_comment", { comment: "2" }, people.ana);
  await signInAs("ben");
  await page.goto(posts.ben.path);
  await said(page, "And how warm?").getByRole("button", { name: "Like 1" }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(said(page, "And how warm?").getByRole("button", { name: "Liked 2" })).toBeVisible();
    await expect(said(page, "How wet is it?").getByRole("button", { name: "Like 0" })).toBeVisible();
    await expect(page.getByRole("article").getByRole("button", { name: "Like 0" })).toBeVisible();
  }
});

// The form of a first comment once looked for an `answers` field, which only answers send. Without scripts it then did not
// know itself again, and what was typed was lost.
test("an empty and a too long comment are refused, and what was typed stays", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const field = page.getByRole("textbox", { name: "Your comment" });
  await say(page, "   ");
  await expect(field).toHaveAccessibleDescription(/Something is needed here./);
  await say(page, "x".repeat(2001));
  await expect(field).toHaveAccessibleDescription(/2001 characters so far. Keep it to 2000 or fewer./);
  await expect(field).toHaveValue("x".repeat(2001));
  await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
});

test("a guest reads comments and is asked to sign in to say something", async ({ page, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is it?");
  await page.goto(posts.ben.path);
  await expect(said(page, "How wet is it?")).toBeVisible();
  await expect(comments(page)).toHaveCount(0);
  await expect(page.getByText("Answer", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
});

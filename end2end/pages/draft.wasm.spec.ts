// What was written and not sent is kept in the browser, offered again, and gone once it is sent or the person signs out.
import type { Page } from "@playwright/test";
import { CONNECTION_ERRORS, expect, ownPageLink, posts, signIn, test } from "../fixtures.ts";

const title = (page: Page) => page.getByLabel("Title");
const text = (page: Page) => page.getByRole("textbox", { name: "Text", exact: true });
const comment = (page: Page) => page.getByRole("textbox", { name: "Your comment" });
const kept = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft:")));
const offered = (page: Page) => page.getByText("Your unsent text was kept in this browser.");

test("V7: half a post is there again after a link and after a reload, and gone when it is published", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await title(page).fill("On rain");
  await text(page).fill("It rained & <rained>.");
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "The square" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Write", exact: true }).click();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(offered(page)).toBeVisible();
    await expect(title(page)).toHaveValue("On rain");
    await expect(text(page)).toHaveValue("It rained & <rained>.");
  }
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "On rain", level: 1 })).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.goto("/write");
  await expect(text(page)).toHaveValue("");
  await expect(offered(page)).toHaveCount(0);
});

test("V7: an old post keeps its changes, and they can be thrown away", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write/1");
  await text(page).fill("Eight names.");
  await page.reload();
  await expect(text(page)).toHaveValue("Eight names.");
  await page.getByRole("button", { name: "Throw it away" }).click();
  await expect(text(page)).toHaveValue("The waiting list is down to *nine* names.");
  await page.reload();
  await expect(text(page)).toHaveValue("The waiting list is down to *nine* names.");
  expect(await kept(page)).toEqual([]);
});

test.describe("a comment", () => {
  test.use({ toleratedErrors: /net::ERR_FAILED/ });

  test("V7: begun under a post is there after a reload, also when it could not be sent, and gone when it was", async ({ page, signInAs, people, site }) => {
    await site.comment(people.ben, posts.ben.path, "Ask me.");
    await signInAs("ana");
    await page.goto(posts.ben.path);
    const thread = page.getByRole("listitem").filter({ hasText: "Ask me." });
    await thread.getByText("Answer", { exact: true }).click();
    await thread.getByRole("textbox", { name: "Your answer" }).fill("How wet?");
    await comment(page).fill("How warm?");
    await page.route("**/api/write_comment", (route) => route.abort());
    await page.getByRole("button", { name: "Send comment" }).click();
    await expect(page.getByText("The site did not answer.").first()).toBeVisible();
    await page.unroute("**/api/write_comment");
    await page.reload();
    await expect(comment(page)).toHaveValue("How warm?");
    await expect(thread.getByRole("textbox", { name: "Your answer" })).toHaveValue("How wet?");
    await page.getByRole("button", { name: "Send comment" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "How warm?" }).getByText("Edit", { exact: true })).toBeVisible();
    await expect.poll(() => kept(page)).toHaveLength(1);
    await page.reload();
    await expect(thread.getByRole("textbox", { name: "Your answer" })).toHaveValue("How wet?");
    await expect(comment(page)).toHaveValue("");
  });
});

test("V7: nothing is left when the person signs out, and nobody is offered another's text", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  await text(page).fill("Only Ana may read this.");
  expect(await kept(page)).toHaveLength(1);
  // Without signing out, as when the session ended by itself: Ben signs in next.
  await page.context().clearCookies();
  await signIn(page, "ben");
  expect(await kept(page)).toEqual([]);
  await page.goto("/write");
  await expect(text(page)).toHaveValue("");
  await text(page).fill("Only Ben may read this.");
  await page.goto("/user/ben");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(ownPageLink(page, "ben")).toHaveCount(0);
  expect(await kept(page)).toEqual([]);
});

test.describe("a text that cannot be kept", () => {
  test.use({ toleratedErrors: /a dialog says/ });

  test("V7: is not left without a question", async ({ page, signInAs }) => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await signInAs("ana");
    await page.goto("/write");
    await text(page).pressSequentially("It rained.");
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => location.assign("/"));
    expect((await asked).type()).toBe("beforeunload");
    await expect(text(page), "the fixture stays").toHaveValue("It rained.");
  });
});

test.describe("before the page is ready", () => {
  test.use({ toleratedErrors: CONNECTION_ERRORS });

  test("V7: a post that the browser itself has sent is no draft any more", async ({ page, signInAs }) => {
    await signInAs("ana");
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/*.wasm", async (route) => {
      await released;
      await route.continue().catch(() => {});
    });
    await page.goto("/write");
    await page.evaluate(() => {
      for (const [id, value] of [["title", "On rain"], ["body", "It rained."]]) {
        const field = document.getElementById(id) as HTMLInputElement;
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    expect(await kept(page)).toHaveLength(1);
    await page.evaluate(() => document.querySelector<HTMLFormElement>("form.long-form")?.requestSubmit());
    await page.waitForURL("**/post/3/on-rain");
    release();
    await expect.poll(() => kept(page)).toEqual([]);
  });
});

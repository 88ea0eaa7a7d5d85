// Answers that come late, or in another order than the questions, change nothing that is newer.
import type { Page, Route } from "@playwright/test";
import { card, expect, holdRequests, openAndListen, posts, test } from "../fixtures.ts";
import { figure, guess } from "../figure.ts";

// Some answers never come, on purpose.
test.use({ toleratedErrors: /net::ERR_(FAILED|ABORTED)/ });

/** Presses a button as a person does whose eyes are on the button and not on the page: whether or not it can be pressed. */
const pressAtOnce = (page: Page, id: string, name: string | RegExp) =>
  figure(page, id).getByRole("button", { name, exact: true }).dispatchEvent("click");

/** Lets the site answer a request, but keeps the answer until it is released. */
async function holdAnswers(page: Page, path: string): Promise<{ held: Promise<void>; release: () => void }> {
  let answered = () => {};
  const held = new Promise<void>((resolve) => (answered = resolve));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**${path}`, async (route: Route) => {
    const response = await route.fetch();
    answered();
    await released;
    await route.fulfill({ response });
  });
  return { held, release };
}

test("what is pressed in a figure before the last answer is there waits for it", async ({ page }) => {
  await page.goto("/learn/securing");
  await guess(page, "tamper", "believed");
  await figure(page, "tamper").getByRole("button", { name: /^Byte 7, 7/ }).click();
  await expect(figure(page, "tamper").getByRole("button", { name: /^Bit 1, / })).toBeVisible();
  const { held, release } = await holdRequests(page, "/api/run_experiment");
  await pressAtOnce(page, "tamper", /^Bit 1, now 1/);
  await held;
  await pressAtOnce(page, "tamper", "Send it");
  release();
  await expect(figure(page, "tamper").locator(".answer")).toContainText("Hello, Ben");
});

test("three presses in a figure are three steps, and a double click on its main button is one", async ({ page }) => {
  await page.goto("/learn/securing");
  await guess(page, "tamper", "believed");
  const { held, release } = await holdRequests(page, "/api/run_experiment");
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
  await pressAtOnce(page, "tamper", "Signed");
  await held;
  await pressAtOnce(page, "tamper", "Lay Ben’s cookie here");
  await pressAtOnce(page, "tamper", "Send it");
  await pressAtOnce(page, "tamper", "Send it");
  release();
  await expect(figure(page, "tamper").locator(".answer")).toContainText("Hello, Ben");
  await expect(figure(page, "tamper")).not.toHaveAttribute("aria-busy");
  expect(sent.filter((path) => path === "/api/run_experiment")).toHaveLength(2);
  expect(sent.filter((path) => path === "/lab/tamper/put")).toHaveLength(1);
});

test("K5: a number that came by event is not overwritten by an older answer", async ({ page, signInAs, site }) => {
  await signInAs("ana");
  await openAndListen(page, "/");
  const { held, release } = await holdAnswers(page, "/api/like_post");
  const ben = card(page, posts.ben.title);
  await ben.getByRole("button", { name: "Like 0" }).click();
  await held;
  for (const name of ["cleo", "dora", "emil"]) await site.like(await site.signUp(name), posts.ben.path);
  await expect(ben.getByRole("button", { name: "Liked 4" })).toBeVisible();
  release();
  await expect(ben.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(ben.getByRole("button", { name: "Liked 4" })).toBeVisible();
});

test("K5: a comment that fails takes nothing off the number that came meanwhile", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await openAndListen(page, posts.ben.path);
  const { held, release } = await holdRequests(page, "/api/write_comment", (route) => route.abort());
  await page.getByRole("textbox", { name: "Your comment" }).fill("First.");
  await page.getByRole("button", { name: "Send comment" }).click();
  await held;
  await site.comment(people.ben, posts.ben.path, "Meanwhile.");
  await expect(page.getByRole("heading", { name: "2 comments" })).toBeVisible();
  release();
  await expect(page.getByRole("textbox", { name: "Your comment" })).toHaveValue("First.");
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
});

test("a double click on Send comment says it once, and complains of nothing", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const { held, release } = await holdRequests(page, "/api/write_comment");
  await page.getByRole("textbox", { name: "Your comment" }).fill("Once.");
  await page.getByRole("button", { name: "Send comment" }).dblclick();
  await held;
  await expect(page.locator(".wrong")).toHaveCount(0);
  release();
  await expect(page.getByRole("listitem").filter({ hasText: "Once." }).getByText("Edit", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "1 comment", exact: true })).toBeVisible();
});

test("K8: a preview that comes late does not take the text away", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/write");
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  for (const [begun, goOn] of [
    ["It rained", () => text.press("End").then(() => text.pressSequentially(" and rained."))],
    ["It snowed", () => page.getByRole("tab", { name: "Write" }).click()],
  ] as const) {
    await text.fill(begun);
    const { held, release } = await holdAnswers(page, "/api/preview");
    await page.getByRole("tab", { name: "Preview" }).click();
    await held;
    await goOn();
    const answer = page.waitForResponse("**/api/preview");
    release();
    await (await answer).finished();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await expect(text).toBeVisible();
    await page.unroute("**/api/preview");
  }
});

test("V9: a like that is not answered goes back after ten seconds and says so", async ({ page, signInAs }) => {
  await page.clock.install();
  await signInAs("ana");
  await page.goto("/");
  const { held } = await holdRequests(page, "/api/like_post");
  const ben = card(page, posts.ben.title);
  await ben.getByRole("button", { name: "Like 0" }).click();
  await held;
  await expect(ben.getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.clock.runFor(10_500);
  await expect(ben.getByRole("button", { name: "Like 0", pressed: false })).toBeVisible();
  const message = page.getByRole("region", { name: "Messages" }).getByRole("alert");
  await expect(message).toContainText("The site did not answer.");
  await expect(message, "a like has no text").not.toContainText("text");
});

test("V9: a comment that is not answered comes back, and has the time of sending meanwhile", async ({ page, signInAs }) => {
  await page.clock.install();
  await signInAs("ana");
  await page.goto(posts.ben.path);
  const { held } = await holdRequests(page, "/api/write_comment");
  await page.getByRole("textbox", { name: "Your comment" }).fill("How wet?");
  await page.getByRole("button", { name: "Send comment" }).click();
  await held;
  const sentAt = await page.getByRole("listitem").filter({ hasText: "How wet?" }).locator("time").getAttribute("datetime");
  expect(Math.abs(Date.parse(sentAt ?? "") - Date.now())).toBeLessThan(60_000);
  await page.clock.runFor(10_500);
  await expect(page.getByRole("textbox", { name: "Your comment" })).toHaveValue("How wet?");
  await expect(page.getByText("The site did not answer. Try again in a moment. Your text is still here.").first()).toBeVisible();
});

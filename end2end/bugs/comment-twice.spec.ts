// One's own comment came by the event stream before the form was answered, and was shown beside the one being sent.
import { expect, openAndListen, posts, test } from "../fixtures.ts";

test("a comment of one's own stands there once, whatever arrives first", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await openAndListen(page, posts.ben.path);
  const answered = page.waitForResponse("**/api/write_comment");
  answered.catch(() => {}); // a test that fails before must not fail twice
  const late = page.waitForEvent("request", (request) => request.url().endsWith("/api/write_comment"));
  let release = () => {};
  const released = new Promise<void>((go) => (release = go));
  await page.route("**/api/write_comment", async (route) => {
    const response = await route.fetch();
    await released;
    await route.fulfill({ response });
  });
  await page.getByRole("textbox", { name: "Your comment" }).fill("How wet is it?");
  await page.getByRole("button", { name: "Send comment" }).click();
  await late;
  await expect.poll(async () => (await site.get(posts.ben.path)).text()).toContain("How wet is it?");
  await site.comment(people.ben, posts.ben.path, "Later words.");
  await expect(page.getByRole("listitem").filter({ hasText: "Later words." }), "both have arrived").toHaveCount(1);
  const own = page.getByRole("listitem").filter({ hasText: "How wet is it?" });
  expect.soft(await own.count()).toBe(1);
  release();
  await answered;
  await expect(own.getByText("Edit", { exact: true })).toHaveCount(1);
  await expect(own).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "2 comments", exact: true })).toBeVisible();
});

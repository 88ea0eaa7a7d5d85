// Words that would be markup stay words, on every page they reach, and nothing in them runs.
// The fixture fails a test whose page shows a dialog or notes in its console that the policy stopped something.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

const HOSTILE = "</textarea></script></title><script id=hostile>alert(1)</script>";
const NAME = "</p><script id=hostile>alert(1)</script>"; // forty characters, as many as a name may have
const BODY = `${HOSTILE}\n\n<img id=hostile src=x onerror=alert(2)>\n\n[press](javascript:alert(3)) <javascript:alert(4)> & &lt;b&gt; &amp;amp;`;
const COMMENT = `${HOSTILE} <svg id=hostile onload=alert(5)> & &lt;i&gt;`;

async function isHarmless(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect.soft(page.getByRole("contentinfo"), `${path} is whole`).toBeVisible();
  const wild = page.locator("#hostile, [onerror], [onload], [href^='javascript:' i]");
  await expect.soft(wild, `nothing typed is an element of ${path}`).toHaveCount(0);
}

test("a stored end of the field and a script stay text everywhere", async ({ page, signInAs, people, site }) => {
  await site.submit("/api/change_profile", { display_name: NAME, bio: HOSTILE }, people.ana);
  const path = await site.write(people.ana, HOSTILE, BODY, "garden");
  await site.comment(people.ana, path, COMMENT);
  await signInAs("ben");
  const main = page.getByRole("main");

  await isHarmless(page, "/");
  await expect(main.getByRole("link", { name: HOSTILE })).toBeVisible();
  await expect(main.getByRole("link", { name: NAME }).first()).toBeVisible();
  await isHarmless(page, path);
  await expect(page).toHaveTitle(`${HOSTILE} · Vitrine`);
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(HOSTILE);
  await expect(main.getByRole("article")).toContainText("<img id=hostile src=x onerror=alert(2)>");
  await expect(main.getByRole("listitem").filter({ hasText: "<svg" })).toContainText("<svg id=hostile onload=alert(5)>");
  await isHarmless(page, "/user/ana");
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(NAME);
  await expect(main.getByText(HOSTILE).first()).toBeVisible();
  await isHarmless(page, "/tag/garden");
  await expect(main.getByRole("link", { name: HOSTILE })).toBeVisible();
  await isHarmless(page, "/search?q=hostile");
  await expect(main.getByText("<script id=").first()).toBeVisible();
  await isHarmless(page, `/search?q=${encodeURIComponent(HOSTILE)}`);
  await expect(page.getByLabel("Words to look for")).toHaveValue(HOSTILE);
  for (const wild of ["/tag/", "/user/", "/sign-in?next=", "/post/1/", "/?older="]) {
    await isHarmless(page, wild + encodeURIComponent(HOSTILE));
  }
});

test("a stored end of the field comes back whole into every form, and is kept whole", async ({ page, signInAs, people, site }) => {
  await site.submit("/api/change_profile", { display_name: NAME, bio: `\n${HOSTILE}` }, people.ana);
  const path = await site.write(people.ana, HOSTILE, BODY);
  await signInAs("ana");
  const title = page.getByLabel("Title");
  const body = page.getByRole("textbox", { name: "Text", exact: true });

  await isHarmless(page, "/write/3");
  await expect(title).toHaveValue(HOSTILE);
  await expect(body).toHaveValue(BODY);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(path);
  await isHarmless(page, "/write/3");
  await expect(title).toHaveValue(HOSTILE);
  await expect(body).toHaveValue(BODY);

  await page.getByLabel("Tags").fill(HOSTILE);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Tags")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Tags")).toHaveValue(HOSTILE);
  await expect(title).toHaveValue(HOSTILE);
  await expect(body).toHaveValue(BODY);
  await expect(page.locator("#hostile")).toHaveCount(0);

  await isHarmless(page, "/settings");
  await expect(page.getByLabel("What others call you")).toHaveValue(NAME);
  await expect(page.getByLabel("A few words about you")).toHaveValue(HOSTILE);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your name and words are saved.")).toBeVisible();
  await expect(page.getByLabel("A few words about you")).toHaveValue(HOSTILE);
});

test("a hostile comment comes back whole into its form, and is kept whole", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/post/2/rye-at-seventy-two-hours");
  await page.getByRole("textbox", { name: "Your comment" }).fill(COMMENT);
  await page.getByRole("button", { name: "Send comment" }).click();
  const said = page.getByRole("listitem").filter({ hasText: "alert(5)" });
  await expect(said).toContainText(`${HOSTILE} <svg id=hostile onload=alert(5)>`);
  await expect(page.locator("#hostile")).toHaveCount(0);
  await isHarmless(page, "/post/2/rye-at-seventy-two-hours");
  await said.getByText("Edit", { exact: true }).click();
  await expect(said.getByRole("textbox", { name: "Your comment" })).toHaveValue(COMMENT);
  await said.getByRole("button", { name: "Save" }).click();
  await expect(said.getByText("edited")).toBeVisible();
  await page.reload();
  await said.getByText("Edit", { exact: true }).click();
  await expect(said.getByRole("textbox", { name: "Your comment" })).toHaveValue(COMMENT);
});

test("a hostile name that is refused stays text in the form", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up"]) {
    await page.goto(path);
    await page.getByLabel("Name").fill(HOSTILE);
    await page.getByLabel("Password", { exact: true }).fill(`${HOSTILE}`);
    await page.getByRole("main").getByRole("button").filter({ hasText: /^Sign/ }).click();
    await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue(HOSTILE);
    await expect(page.locator("#hostile")).toHaveCount(0);
  }
});

// Accounts: how one comes, changes, and goes.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, ownPageLink, password, posts, signIn, test } from "../fixtures.ts";

const main = (page: Page) => page.getByRole("main");
const send = (page: Page, name: string) => main(page).getByRole("button", { name, exact: true }).click();

// A script asks the site before the page changes, and the browser notes the site's refusal in its console.
test.use({ toleratedErrors: /status of 422/ });

test("a person signs up, signs out and signs in again", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Name").fill("Cleo");
  await page.getByLabel("Password", { exact: true }).fill(password("cleo"));
  await send(page, "Sign up");
  await expect(page).toHaveURL("/");
  await ownPageLink(page, "Cleo").click();
  await expect(page.getByRole("heading", { name: "Cleo", level: 1 })).toBeVisible();
  await expect(page.getByText("cleo, here since")).toBeVisible();

  await send(page, "Sign out");
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(ownPageLink(page, "Cleo")).toBeHidden();

  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Name").fill("cleo");
  await page.getByLabel("Password", { exact: true }).fill(password("cleo"));
  await send(page, "Sign in");
  await expect(ownPageLink(page, "Cleo")).toBeVisible();
});

test("p7 an unknown name and a wrong password are answered in the same words", async ({ page, people }) => {
  const words: string[] = [];
  for (const name of ["ana", "nobody_of_that_name"]) {
    await page.goto("/sign-in");
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password", { exact: true }).fill("this is not the right one");
    await send(page, "Sign in");
    await expect(main(page).getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue(name);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
    words.push((await main(page).innerText()).trim());
  }
  expect(words[0]).toContain("This name and this password do not belong together.");
  expect(words[1]).toBe(words[0]);
});

test("a password that is too short is refused beside its field, and the name stays", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("cleo");
  await page.getByLabel("Password", { exact: true }).fill("fourteen chars");
  await send(page, "Sign up");
  const field = page.getByLabel("Password", { exact: true });
  await expect(field).toHaveAccessibleDescription(/14 characters so far. Make it 15 or more./);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).toHaveValue("cleo");
  await expect(page.getByLabel("Name")).not.toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL("/sign-up");
});

// No page that the site draws has a password in it. A script leaves the one that was typed where it is.
test("a password that many people have is refused", async ({ page, javaScriptEnabled }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("cleo");
  await page.getByLabel("Password", { exact: true }).fill("123456789012345");
  await send(page, "Sign up");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(/People who guess try this one early/);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(javaScriptEnabled === false ? "" : "123456789012345");
  await expect(page.getByLabel("Name")).toHaveValue("cleo");
});

test("a name that is taken is refused beside its field, and stays there to be changed", async ({ page, people, javaScriptEnabled }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ana");
  await page.getByLabel("Password", { exact: true }).fill("another person altogether");
  await send(page, "Sign up");
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Someone here has this name already/);
  await expect(page.getByLabel("Name")).toHaveValue("Ana");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(javaScriptEnabled === false ? "" : "another person altogether");
  await expect(main(page).getByRole("alert").getByRole("link", { name: "The name" })).toBeVisible();
});

test("what others call a person and what they say of themselves can be changed", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/settings");
  await page.getByLabel("What others call you").fill("Ana of the plots");
  await page.getByLabel("A few words about you").fill("Grows beans.\nAnswers slowly.");
  await send(page, "Save");
  await expect(page.getByRole("status").filter({ hasText: "Your name and words are saved." })).toBeVisible();
  await expect(page.getByLabel("What others call you")).toHaveValue("Ana of the plots");
  await expect(page.getByLabel("A few words about you")).toHaveValue("Grows beans.\nAnswers slowly.");
  await page.goto(posts.ana.path);
  await expect(page.getByRole("article").getByRole("link", { name: "Ana of the plots" })).toBeVisible();
  await page.goto("/user/ana");
  await expect(page.getByRole("heading", { name: "Ana of the plots" })).toBeVisible();
  await expect(page.getByText("Grows beans.")).toBeVisible();
  await page.goto("/user/ben");
  await expect(page.getByRole("heading", { name: "ben" })).toBeVisible();
});

test("a bio that is too long is refused and stays as it was typed", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/settings");
  await page.getByLabel("A few words about you").fill("x".repeat(301));
  await send(page, "Save");
  await expect(page.getByLabel("A few words about you")).toHaveAccessibleDescription(/301 characters so far. Keep it to 300/);
  await expect(page.getByLabel("A few words about you")).toHaveValue("x".repeat(301));
  await page.goto("/user/ana");
  await expect(page.getByText("xxx")).toBeHidden();
});

test("k7 a new password ends the other sessions, and only the new one signs in", async ({ page, people, another }) => {
  const other = await another("ana");
  await other.goto("/settings");
  await expect(other.getByRole("heading", { name: "Settings" })).toBeVisible();

  await signIn(page, "ana");
  await page.goto("/settings");
  await page.getByLabel("Password as it is now").fill(password("ana"));
  await page.getByLabel("New password").fill("a new one that nobody knows");
  await expect(page.getByLabel("End all my other sessions")).toBeChecked();
  await send(page, "Change the password");
  await expect(page.getByText("Your password is changed")).toBeVisible();

  await other.goto("/settings");
  await expect(other).toHaveURL("/sign-in?next=/settings");
  await other.getByLabel("Name").fill("ana");
  await other.getByLabel("Password", { exact: true }).fill(password("ana"));
  await send(other, "Sign in");
  await expect(main(other).getByRole("alert")).toBeVisible();
  await other.getByLabel("Password", { exact: true }).fill("a new one that nobody knows");
  await send(other, "Sign in");
  await expect(other).toHaveURL("/settings");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("a new password leaves the other sessions where that is wished", async ({ page, another }) => {
  const other = await another("ana");
  await signIn(page, "ana");
  await page.goto("/settings");
  await page.getByLabel("Password as it is now").fill(password("ana"));
  await page.getByLabel("New password").fill("a new one that nobody knows");
  await page.getByLabel("End all my other sessions").uncheck();
  await send(page, "Change the password");
  await expect(page.getByText("Your password is changed")).toBeVisible();
  await other.goto("/settings");
  await expect(other.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("k8 a new password needs the old one", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/settings");
  await page.getByLabel("Password as it is now").fill("something else entirely");
  await page.getByLabel("New password").fill("a new one that nobody knows");
  await send(page, "Change the password");
  await expect(page.getByLabel("Password as it is now")).toHaveAccessibleDescription(/This is not your password/);
  await expect(page.getByLabel("Password as it is now")).toHaveValue("");
  await expect(page.getByLabel("New password")).toHaveValue("");
  await page.context().clearCookies();
  await signIn(page, "ana");
});

test("everything the site keeps of a person comes as one file", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is the dough?");
  await signInAs("ana");
  await page.goto("/settings");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download my data" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("vitrine-ana.json");
  const data: unknown = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(data).toMatchObject({
    name: "ana",
    posts: [{ title: posts.ana.title, body: "The waiting list is down to *nine* names.", tags: ["plots", "waiting-list"] }],
    comments: [{ body: "How wet is the dough?" }],
    sessions: [{ this_one: true }],
  });
  expect(JSON.stringify(data)).not.toContain(people.ana.split("=")[1]);
  expect(JSON.stringify(data)).not.toContain("argon2");
});

async function leave(page: Page, posts: RegExp, proof: string): Promise<void> {
  await page.goto("/settings");
  await page.locator("summary").filter({ hasText: "Delete my account" }).click();
  await page.getByLabel(posts).check();
  await page.getByLabel("Your password, to be sure it is you").fill(proof);
  await send(page, "Delete my account for good");
}

test("who leaves may leave their words behind as a former member's", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is the dough?");
  await site.like(people.ana, posts.ben.path);
  await signInAs("ana");
  await leave(page, /stay, as a former member/, password("ana"));
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();

  await page.goto(posts.ana.path);
  await expect(page.getByRole("heading", { name: posts.ana.title })).toBeVisible();
  await expect(page.getByRole("article").getByText("a former member")).toBeVisible();
  await expect(page.getByRole("link", { name: "ana", exact: true })).toBeHidden();
  await page.goto(posts.ben.path);
  await expect(page.getByRole("heading", { name: "1 comment" })).toBeVisible();
  await expect(page.getByText("a former member")).toBeVisible();
  await expect(page.getByRole("article").getByRole("button", { name: "Like 0" })).toBeVisible();
  expect((await page.goto("/user/ana"))?.status()).toBe(404);
  expect((await site.get("/settings", people.ana)).status, "the session is over").toBe(302);
});

test("who leaves may take their words along", async ({ page, signInAs, people, site }) => {
  await site.comment(people.ana, posts.ben.path, "How wet is the dough?");
  await signInAs("ana");
  await leave(page, /are deleted/, password("ana"));
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("link", { name: posts.ben.title })).toBeVisible();
  await expect(page.getByRole("link", { name: posts.ana.title })).toBeHidden();

  expect((await page.goto(posts.ana.path))?.status()).toBe(410);
  await page.goto(posts.ben.path);
  await expect(page.getByRole("heading", { name: "No comments yet" })).toBeVisible();
});

// A refusal here once removed the cookie that leads back to what was typed, so the reason stood beside no field.
test("nobody leaves without their password", async ({ page, signInAs }) => {
  await signInAs("ana");
  await leave(page, /are deleted/, "something else entirely");
  const field = page.getByLabel("Your password, to be sure it is you");
  await expect(field).toHaveAccessibleDescription(/This is not your password/);
  await expect(page.getByLabel("Password as it is now"), "the other form is not blamed").not.toHaveAttribute("aria-invalid", "true");
  expect((await page.goto(posts.ana.path))?.status()).toBe(200);
});

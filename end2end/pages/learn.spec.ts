// The chapters, with scripts and without: guesses, experiments, checked exercises, and whose work it is.
import type { Page } from "@playwright/test";
import { figure, guess } from "../figure.ts";
import { expect, password, test } from "../fixtures.ts";

/** Presses the first button of that name in a figure, which may have several. */
const press = (page: Page, id: string, button: string) => figure(page, id).getByRole("button", { name: button, exact: true }).first().click();

test("the map leads to the chapters, and nothing is understood by visiting", async ({ page }) => {
  await page.goto("/learn");
  await expect(page.getByRole("heading", { name: "Learn", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: /Who are you, again/ }).click();
  await expect(page.getByRole("heading", { name: "Who are you, again?", level: 1 })).toBeVisible();
  await page.goto("/learn");
  await expect(page.getByRole("row", { name: /describe the problem that sessions solve/ })).toContainText("0 of");
});

test("S1: the server knows a request with the cookie and forgets one without", async ({ page, context }) => {
  await page.goto("/learn/sessions");
  await guess(page, "counter", "counts");
  await press(page, "counter", "Ask without the cookie");
  await expect(figure(page, "counter")).toContainText("it begins to count, and sets a new cookie");
  await press(page, "counter", "Ask without the cookie");
  await expect(figure(page, "counter").locator(".happened")).toContainText("it begins again");
  await expect(figure(page, "counter").locator(".guessed")).toContainText("your guess");
  await press(page, "counter", "Ask with it");
  await expect(figure(page, "counter")).toContainText("You asked twice.");
  await page.reload();
  await expect(figure(page, "counter").locator(".guessed")).toContainText("your guess");
  // Another tab of the same browser counts on; a private window begins anew.
  const tab = await context.newPage();
  await tab.goto("/lab/with/counter");
  await expect(tab.locator("body")).toContainText("You asked 3 times.");
  await tab.close();
});

test("a private window has a jar of its own", async ({ page, another }) => {
  await page.goto("/lab/with/counter");
  await page.goto("/lab/with/counter");
  await expect(page.locator("body")).toContainText("You asked twice.");
  const private_ = await another();
  await private_.goto("/lab/with/counter");
  await expect(private_.locator("body")).toContainText("You asked once.");
});

test("S2: two browsers have a row each, a copied cookie opens its owner’s, a forgotten row nobody’s", async ({ page }) => {
  await page.goto("/learn/sessions");
  await guess(page, "two-browsers", "apart");
  for (const button of ["A sends", "B sends", "A sends", "B sends"]) {
    await press(page, "two-browsers", button);
    await expect(figure(page, "two-browsers")).toContainText(`Browser ${button[0]} asks`);
  }
  await expect(figure(page, "two-browsers").locator(".happened")).toContainText("Apart");
  await figure(page, "two-browsers").getByRole("button", { name: "Step 1", exact: true }).click();
  await expect(figure(page, "two-browsers")).toContainText("Step 1 of 4.");
  await guess(page, "copied", "same");
  for (const button of ["A sends", "Copy A’s cookie to B", "B sends"]) await press(page, "copied", button);
  await expect(figure(page, "copied").locator(".happened")).toContainText("the first browser’s session");
  await guess(page, "forgotten", "known");
  for (const button of ["A sends", "The server forgets A’s row", "A sends"]) await press(page, "forgotten", button);
  await expect(figure(page, "forgotten").locator(".happened")).toContainText("A stranger");
});

test("S4: a real cookie goes where its path says, in one’s own browser", async ({ page, context }) => {
  await page.goto("/learn/cookies");
  await guess(page, "own-browser", "came");
  await figure(page, "own-browser").locator("select[name=path]").selectOption("here");
  await press(page, "own-browser", "Set this cookie");
  await expect(figure(page, "own-browser")).toContainText("The rules say: Stored.");
  expect((await context.cookies()).find((cookie) => cookie.name === "lab-own")?.path).toBe("/lab/own-browser/here");
  await press(page, "own-browser", "Ask /there");
  await expect(figure(page, "own-browser")).toContainText("did not come");
  await press(page, "own-browser", "Ask /here");
  await expect(figure(page, "own-browser")).toContainText("came along");
});

test("one switch changes the requests it says, and the cookie’s life is told step by step", async ({ page }) => {
  await page.goto("/learn/cookies");
  await guess(page, "switches", "fewer");
  await figure(page, "switches").locator("select[name=secure]").selectOption("on");
  await press(page, "switches", "Set the cookie so, and ask");
  await expect(figure(page, "switches").getByRole("listitem").filter({ hasText: "by plain http" })).toContainText("stays, changed");
  await guess(page, "life", "one");
  await press(page, "life", "Begin");
  for (let n = 0; n < 4; n++) await press(page, "life", "Next step");
  await expect(figure(page, "life")).toContainText("Nobody told the server");
});

test("S5: a typed password stands in the plain recording and not in the other", async ({ page }) => {
  await page.goto("/learn/securing");
  await guess(page, "wire", "both");
  await figure(page, "wire").getByLabel("Name").fill("ana");
  await figure(page, "wire").getByLabel("Password, an invented one").fill("kingfisher-42");
  await press(page, "wire", "Sign in, twice, and record it");
  await expect(figure(page, "wire")).toContainText("Your password is in it, in one place.");
  await expect(figure(page, "wire")).toContainText("Your password can’t be found in it.");
  await expect(figure(page, "wire").locator(".happened")).toContainText("In the plain one");
});

test("S6, S7: one bit turned over is believed, refused or worth nothing, and the grid remembers", async ({ page, context, javaScriptEnabled }) => {
  await page.goto("/learn/securing");
  await guess(page, "tamper", "believed");
  await figure(page, "tamper").getByRole("button", { name: /^Byte 7, 7/ }).click();
  await figure(page, "tamper").getByRole("button", { name: /^Bit 1, now 1/ }).click();
  await expect(figure(page, "tamper")).toContainText("One bit is changed.");
  await press(page, "tamper", "Send it");
  await expect(figure(page, "tamper").locator(".answer")).toContainText("Hello, Ben");
  expect((await context.cookies()).find((cookie) => cookie.name === "lab-tamper")?.path).toBe("/lab/tamper/");
  for (const kind of ["Signed", "Encrypted"]) {
    await press(page, "tamper", kind);
    await figure(page, "tamper").getByRole("button", { name: /^Byte 7, / }).click();
    await figure(page, "tamper").getByRole("button", { name: /^Bit 1, / }).click();
    // Without scripts the page of the turned bit has to arrive before its next button is there; with them presses queue.
    if (javaScriptEnabled === false) await expect(figure(page, "tamper")).toContainText("One bit is changed.");
    await press(page, "tamper", "Send it");
    await expect(figure(page, "tamper").locator(".answer")).toContainText("Refused.");
  }
  const change = figure(page, "four-ways").getByRole("row", { name: /Change it/ });
  await expect(change).toContainText("Believed");
  await expect(change.getByText("Refused")).toHaveCount(2);
  // Replay after signing out: what the server keeps nothing about, it can’t take back.
  for (const [kind, answer] of [["Encrypted", "Believed"], ["Opaque", "Refused"]]) {
    await press(page, "tamper", kind);
    if (kind === "Encrypted") await press(page, "tamper", "Sign Ana out");
    await press(page, "tamper", "Send it");
    await expect(figure(page, "tamper").locator(".answer")).toContainText(`${answer}.`);
  }
});

test("S8: one’s own cookie is shown masked, and a thief of the table stays outside", async ({ page, signInAs }) => {
  await signInAs("ana");
  await page.goto("/learn/securing");
  const token = (await page.context().cookies()).find((cookie) => cookie.name === "vitrine")?.value ?? "none";
  await guess(page, "own-cookie", "yes");
  await press(page, "own-cookie", "Try it with the digest");
  await expect(figure(page, "own-cookie")).toContainText("The thief remains a stranger.");
  expect(await page.content()).not.toContain(token);
});

test("a wrong answer is answered by a case, hints open one by one, and a repeat is another question", async ({ page }) => {
  await page.goto("/learn/sessions/known-or-not");
  const exercise = figure(page, "known-or-not");
  const variant = () => exercise.locator("input[name=variant]").first().inputValue();
  const groups = exercise.locator(".sort-case");
  const count = await groups.count();
  // All in one bin can't be right: every bin has one case at least.
  for (let n = 0; n < count; n++) await groups.nth(n).getByRole("radio").first().check();
  await press(page, "known-or-not", "Check");
  await expect(exercise.getByRole("status")).toContainText("Not yet.");
  await exercise.getByText("Hints, when you want one").click();
  await exercise.getByRole("button", { name: /A nudge/ }).click();
  await expect(exercise.getByText("taken")).toBeVisible();
  const before = await variant();
  await press(page, "known-or-not", "Another question");
  await expect.poll(variant).not.toBe(before);
});

test("a guest’s work is theirs after signing up, on any device", async ({ page, another }) => {
  await page.goto("/learn/sessions");
  await guess(page, "counter", "begins");
  await press(page, "counter", "Ask without the cookie");
  await expect(figure(page, "counter")).toContainText("You asked once.");
  await page.goto("/sign-up?next=/learn");
  await page.getByLabel("Name").fill("nora");
  await page.getByLabel("Password", { exact: true }).fill(password("nora"));
  await page.getByRole("main").getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("What you did as a guest is yours now.")).toBeVisible();
  const elsewhere = await another();
  await elsewhere.goto("/sign-in?next=/learn/sessions");
  await elsewhere.getByLabel("Name").fill("nora");
  await elsewhere.getByLabel("Password", { exact: true }).fill(password("nora"));
  await elsewhere.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(figure(elsewhere, "counter").locator(".guessed, .kept").first()).toBeVisible();
});

test("two people at once never touch each other’s work", async ({ page, signInAs, another }) => {
  await signInAs("ana");
  const ben = await another("ben");
  for (const [who, letter] of [[page, "A sends"], [ben, "B sends"]] as const) {
    await who.goto("/learn/sessions");
    await guess(who, "two-browsers", letter === "A sends" ? "apart" : "together");
    await press(who, "two-browsers", letter);
    await expect(figure(who, "two-browsers")).toContainText("Step 1 of 1.");
  }
  await page.reload();
  await expect(figure(page, "two-browsers")).toContainText("Browser A asks");
  await expect(figure(page, "two-browsers")).not.toContainText("Browser B asks");
});

test("starting over can be taken back", async ({ page }) => {
  await page.goto("/learn/sessions");
  await guess(page, "counter", "begins");
  await press(page, "counter", "Ask without the cookie");
  await press(page, "counter", "Start over");
  await expect(figure(page, "counter")).toContainText("Nothing asked yet.");
  await page.goto("/learn");
  await page.getByRole("button", { name: /Bring back what you started over with last/ }).click();
  await page.goto("/learn/sessions");
  await expect(figure(page, "counter")).toContainText("You asked once.");
});

test("S4: the jar takes anything, and says of each cookie why it goes, stays or never got in", async ({ page }) => {
  await page.goto("/learn/cookies");
  await guess(page, "jar", "some");
  await figure(page, "jar").locator("#jar-lines").fill("https://www.shop.example/\na=1; Path=/\nb=2; Path=/admin\n__Host-c=3; Path=/\n<script>alert(1)</script>");
  await figure(page, "jar").locator("#jar-to").fill("https://www.shop.example/basket");
  await press(page, "jar", "Ask the jar");
  await expect(figure(page, "jar").getByRole("region", { name: "What goes over the wire" })).toContainText("a=1; <script>alert(1)</script>");
  await expect(figure(page, "jar")).toContainText("It goes to /admin and the paths below it.");
  await expect(figure(page, "jar").locator("section").filter({ hasText: "Never got in" })).toContainText("__Host-c=3");
  await expect(figure(page, "jar").locator(".happened")).toContainText("Some go along");
});

test("the same sign-in stands in four frameworks, and Flask’s cookie is read without its key", async ({ page }) => {
  await page.goto("/learn/cookies");
  await expect(figure(page, "frameworks").getByRole("link", { name: "app/src/api/session.rs" })).toBeVisible();
  await figure(page, "frameworks").getByText("Flask", { exact: true }).click();
  await expect(figure(page, "frameworks").locator("details[open]")).toContainText("check_password_hash");
  await guess(page, "decode", "unreadable");
  await press(page, "decode", "Read it");
  await expect(figure(page, "decode")).toContainText('"user_id": 17');
  await expect(figure(page, "decode").locator(".happened")).toContainText("All of it");
});

test("S8: a level is passed when the attack fails and the shop still works", async ({ page }) => {
  await page.goto("/learn/securing");
  await guess(page, "levels", "first");
  await figure(page, "levels").getByLabel("The cookie’s value").fill("1040");
  await press(page, "levels", "Carry it out");
  await expect(figure(page, "levels")).toContainText("You are in.");
  for (const [defence, verdict] of [["base64", "The attack still works."], ["random", "The attack fails, and the shop works as before."]]) {
    await figure(page, "levels").locator(`input[name=defence][value=${defence}]`).check();
    await press(page, "levels", "Build it in, and try both again");
    await expect(figure(page, "levels")).toContainText(verdict);
  }
  await expect(figure(page, "levels").getByRole("button", { name: /passed/ })).toHaveCount(1);
});

test("clicking through passes no exercise: an empty answer is not checked, and the worked solution is there at the end", async ({ page }) => {
  test.slow();
  await page.goto("/learn");
  const all = await page.locator(".steps-done a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  // Exercises in SQL have tests of their own (sql-exercise.spec.ts).
  const inSql = new Set<string>();
  for (const chapter of ["sql", "join"]) {
    await page.goto(`/learn/${chapter}`);
    for (const link of await page.locator(".sql-exercise-list a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""))) inSql.add(link);
  }
  expect(inSql.size).toBe(60);
  const links = all.filter((link) => !inSql.has(link));
  expect(links.length).toBeGreaterThan(20);
  for (const link of links) {
    await page.goto(link);
    const exercise = page.locator("section.exercise");
    await exercise.getByRole("button", { name: "Check", exact: true }).click();
    await expect(exercise.getByRole("status"), link).toContainText(/Not (checked )?yet/);
  }
  const exercise = page.locator("section.exercise");
  await exercise.getByText("Hints, when you want one").click();
  for (const rung of ["A nudge", "The idea behind it", "The shape of the answer", "A worked solution"]) {
    await exercise.getByRole("button", { name: rung }).click();
    await expect(exercise.locator(".taken").filter({ hasText: rung })).toBeVisible();
  }
  await expect(exercise.locator(".taken").last().locator(".prose")).not.toBeEmpty();
  await page.goto("/learn");
  await expect(page.locator(".steps-done .done")).toHaveCount(0);
});

// Every page fits its window, and the keyboard reaches everything and shows where it is.
import type { Page } from "@playwright/test";
import { expect, ownPageLink, posts, test, waitForHydration } from "../fixtures.ts";
import { PAGE_STATE_TIMEOUT_MS, openPageState, pageStates, writeContent } from "../page-states.ts";

const WIDTHS = [320, 360, 768, 1440];

/** What sticks out to the right, if the page can be scrolled sideways. */
function wide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5);
    return [`${root.scrollWidth} px in a window of ${root.clientWidth} px`, ...out.slice(0, 5).map((element) => element.outerHTML.slice(0, 80))];
  });
}

for (const signedIn of [false, true]) {
  test(`no page scrolls sideways for ${signedIn ? "somebody signed in" : "guests"}`, async ({ page, people, site, signInAs }) => {
    test.setTimeout(pageStates.length * PAGE_STATE_TIMEOUT_MS);
    await writeContent(site, people);
    if (signedIn) await signInAs("ana");
    for (const state of pageStates.filter((state) => (state.signedIn ?? false) === signedIn)) {
      await page.setViewportSize({ width: WIDTHS[0], height: 900 });
      await openPageState(page, state);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await wide(page), `${state.name} at ${width} px`).toEqual([]);
      }
    }
  });
}

/** What has the focus: its words, and whether that is to be seen. */
function focus(page: Page): Promise<{ words: string; shown: boolean; inView: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      words: (element.getAttribute("aria-label") ?? (element.textContent || element.id)).trim(),
      shown: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none",
      inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  });
}

// The router takes links within a page into its own hands. It once moved the view and left the keyboard where it was.
test("the keyboard meets the way past the head first, and takes it", async ({ page, people, javaScriptEnabled }) => {
  await page.goto(posts.ana.path);
  if (javaScriptEnabled) await waitForHydration(page);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "To the text" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${posts.ana.path}#main`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").getByRole("link").first()).toBeFocused();
});

test("wherever the keyboard goes, one sees where it is", async ({ page, people, site, signInAs, javaScriptEnabled }) => {
  await writeContent(site, people);
  await signInAs("ana");
  for (const path of [posts.ben.path, "/write", "/settings", "/search"]) {
    await page.goto(path);
    if (javaScriptEnabled) await waitForHydration(page);
    const seen: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const { words, shown, inView } = await focus(page);
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      expect.soft(shown, `${path}: “${words}” shows that it has the focus`).toBe(true);
      expect.soft(inView, `${path}: “${words}” is in view`).toBe(true);
      seen.push(words);
      if (seen.length > 100) throw new Error(`the keyboard is caught on ${path}: ${seen.slice(-5).join(", ")}`);
    }
    expect(seen[0]).toBe("To the text");
    expect(seen, "the keyboard comes to the foot of the page").toContain("as the device");
  }
});

test("a post is liked, commented and answered by keyboard alone", async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("ana");
  await page.goto(posts.ben.path);
  if (javaScriptEnabled) await waitForHydration(page);
  await page.getByRole("article").getByRole("button", { name: "Like 0" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").getByRole("button", { name: "Liked 1" })).toBeVisible();
  await page.getByRole("textbox", { name: "Your comment" }).focus();
  await page.keyboard.type("How wet is it?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const said = page.getByRole("listitem").filter({ hasText: "How wet is it?" });
  await expect(said).toBeVisible();
  await said.locator("summary").filter({ hasText: "Answer" }).focus();
  await page.keyboard.press("Space");
  await expect(said.getByRole("textbox", { name: "Your answer" })).toBeVisible();
  await expect(ownPageLink(page, "ana")).toBeVisible();
});

// The same once happened to the link from the list of faults to a field.
test("what is wrong takes the keyboard to its field", async ({ page, signInAs, javaScriptEnabled }) => {
  await signInAs("ana");
  await page.goto("/write");
  await page.getByLabel("Title").fill("On rain");
  await page.getByRole("button", { name: "Publish" }).click();
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  if (javaScriptEnabled) {
    await expect(field).toBeFocused();
    await page.getByLabel("Title").focus();
  }
  await page.getByRole("alert").getByRole("link", { name: "The text" }).click();
  await expect(field, "the link leads into the field").toBeFocused();
});

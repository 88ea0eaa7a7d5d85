// What is typed before the page is ready stays: on a slow line people read and write long before the wasm is there.
import type { Page } from "@playwright/test";
import { PAGE_STATE_TIMEOUT_MS, openPageState, pageStates, writeContent } from "../page-states.ts";
import { expect, holdRequests, posts, test, waitForHydration } from "../fixtures.ts";

/** What people type into, choose and tick. A search's own reading of a query that is too long is a page of its own. */
const FIELDS = "textarea, select, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";

/** Fills every field of the page as a person would, and returns what each holds afterwards. */
async function typeEverywhere(page: Page): Promise<string[]> {
  await page.evaluate((fields) => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const [n, field] of [...document.querySelectorAll<HTMLInputElement & HTMLSelectElement>(fields)].entries()) {
      if (field.disabled || field.readOnly) continue;
      if (field.matches("select")) field.selectedIndex = field.options.length - 1;
      else if (field.type === "number") field.value = field.max || "2";
      else field.value = `early & <bird> ${n}`.slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    }
    for (const box of document.querySelectorAll<HTMLInputElement>("input[type=checkbox]:enabled")) box.checked = !box.checked;
    for (const radio of document.querySelectorAll<HTMLInputElement>("input[type=radio]:enabled")) radio.checked = true;
  }, FIELDS);
  return held(page);
}

const held = (page: Page) =>
  page.evaluate((fields) => {
    const typed = [...document.querySelectorAll<HTMLInputElement>(fields)].map((field) => `${field.id || field.name}: ${field.value}`);
    const ticked = [...document.querySelectorAll<HTMLInputElement>("input[type=checkbox], input[type=radio]")];
    return [...typed, ...ticked.map((box) => `${box.name}=${box.value}: ${box.checked}`)];
  }, FIELDS);

test("K1: every field of every page keeps what stands in it when the page becomes ready", async ({ page, signInAs, people, site }) => {
  // A missing file is answered by a page that has no scripts.
  const states = pageStates.filter((state) => !state.act && state.path !== "/pkg/nothing.js");
  test.setTimeout(states.length * PAGE_STATE_TIMEOUT_MS);
  await writeContent(site, people);
  let fields = 0;
  for (const signedIn of [false, true]) {
    if (signedIn) await signInAs("ana");
    for (const state of states.filter((state) => (state.signedIn ?? false) === signedIn)) {
      const { release } = await holdRequests(page, "/*.wasm");
      await openPageState(page, state);
      const typed = await typeEverywhere(page);
      release();
      await waitForHydration(page);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await held(page), `${state.name}, ${signedIn ? "signed in" : "as a guest"}`).toEqual(typed);
      fields += typed.length;
      await page.unroute("**/*.wasm");
    }
  }
  expect(fields, "fields of all pages").toBeGreaterThan(100);
});

test("K1: what was typed early is sent, counted and checked as if it were typed late", async ({ page, signInAs }) => {
  await signInAs("ana");
  const early = async (path: string, type: () => Promise<void>) => {
    const { release } = await holdRequests(page, "/*.wasm");
    await page.goto(path);
    await type();
    release();
    await waitForHydration(page);
    await page.unroute("**/*.wasm");
  };
  // Playwright's own ways to type would wait for the wasm.
  const put = (id: string, text: string) =>
    page.evaluate(([id, text]) => ((document.getElementById(id) as HTMLInputElement).value = text), [id, text]);
  await early("/write", async () => {
    await put("title", "On rain");
    await put("body", "It rained.");
  });
  await expect(page.getByText("10 of 20000")).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "On rain", level: 1 })).toBeVisible();
  await early(posts.ben.path, async () => void (await put("say-", "How wet?")));
  await page.getByRole("button", { name: "Send comment" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "How wet?" }).getByText("Edit", { exact: true })).toBeVisible();
});

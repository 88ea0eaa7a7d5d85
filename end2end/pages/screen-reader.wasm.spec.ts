// What a screen reader tells of the chapters: their outline, names for everything that can be operated, and no level of
// heading left out.
import type { Page } from "@playwright/test";
import { chapterOutlines } from "../chapter-outlines.ts";
import { expect, test, waitForHydration } from "../fixtures.ts";

/** The roles of what a form is filled in or sent with. */
const CONTROLS = new Set([
  "button", "checkbox", "combobox", "listbox", "radio", "searchbox", "slider", "spinbutton", "switch", "textbox",
]);

/** One line of an ARIA snapshot. The level is 0 for everything but headings. */
type AriaNode = { role: string; name: string; level: number };

/** All that is announced, in order, with every `details` opened. */
async function ariaNodes(page: Page): Promise<AriaNode[]> {
  await page.locator("main details").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
  const lines = (await page.locator("main").ariaSnapshot()).split("\n");
  return lines.flatMap((line) => {
    const [, role, name = "", marks] = /^ *- '?([a-z]+)(?: "((?:[^"\\]|\\.)*)")?(.*)$/.exec(line) ?? [];
    return role ? [{ role, name: name.trim(), level: Number(/\[level=(\d)\]/.exec(marks)?.[1] ?? 0) }] : [];
  });
}

/** Headings that stand more than one level below the heading before them. */
function skippedLevels(nodes: AriaNode[]): string[] {
  const headings = nodes.filter(({ role }) => role === "heading");
  const first = { name: "the page", level: 0 };
  return headings.flatMap(({ name, level }, n) => {
    const before = headings[n - 1] ?? first;
    return level > before.level + 1 ? [`“${name}” (${level}) after “${before.name}” (${before.level})`] : [];
  });
}

/** Figures, links and controls without a name, each with what stands just before it. */
function nameless(nodes: AriaNode[]): string[] {
  const isNameless = ({ role, name }: AriaNode) => (role === "figure" || role === "link" || CONTROLS.has(role)) && name === "";
  return nodes.flatMap((node, n) => (isNameless(node) ? [`${node.role}, after ${nodes[n - 1]?.role} “${nodes[n - 1]?.name}”`] : []));
}

/** Ids that more than one element of the whole page has. */
const duplicateIds = (page: Page) =>
  page.locator("[id]").evaluateAll((all) => {
    const ids = all.map(({ id }) => id);
    return [...new Set(ids.filter((id, n) => ids.indexOf(id) !== n))];
  });

for (const { path, snapshot, work } of chapterOutlines) {
  test.describe(path, () => {
    test.beforeEach(async ({ page }) => {
      await page.goto(path);
      await waitForHydration(page);
    });

    test("is told in order: headings, figures, exercises", async ({ page }) => {
      await expect(page.locator("main")).toMatchAriaSnapshot(snapshot);
    });

    for (const worked of work ? [false, true] : [false]) {
      const when = worked ? "once worked on" : "as it comes";

      test(`${when}, skips no level of heading, names all that can be worked, and has no id twice`, async ({ page }) => {
        if (worked) {
          test.slow();
          await work?.(page);
        }
        const nodes = await ariaNodes(page);
        expect(nodes.filter(({ role, level }) => role === "heading" && level === 1)).toHaveLength(1);
        // As many are announced as are drawn, so that nothing is drawn for the eye alone.
        expect(nodes.filter(({ role }) => role === "figure")).toHaveLength(await page.locator("main figure").count());
        const drawn = page.locator("main").locator("button, select, textarea, input:not([type=hidden])").filter({ visible: true });
        expect(nodes.filter(({ role }) => CONTROLS.has(role))).toHaveLength(await drawn.count());
        expect.soft(skippedLevels(nodes), "headings that skip a level").toEqual([]);
        expect.soft(nameless(nodes), "figures, controls and links without a name").toEqual([]);
        expect.soft(await duplicateIds(page), "ids that stand twice").toEqual([]);
      });
    }
  });
}

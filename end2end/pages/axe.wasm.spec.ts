// axe-core finds nothing to object to, on any page, in any state, by day and by night.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, waitForHydration } from "../fixtures.ts";
import { PAGE_STATE_TIMEOUT_MS, openPageState, pageStates, writeContent } from "../page-states.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** What axe objects to, a line each. */
async function objections(page: Page): Promise<string[]> {
  // What a button says to the eye must be in what it says to the ear (WCAG 2.5.3); axe asks that only when told to.
  const rules = { "label-content-name-mismatch": { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ rules }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

// Somebody who wants less motion sees colours change at once, so that none is measured half-way.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const theme of ["light", "dark"] as const) {
  for (const signedIn of [false, true]) {
    test(`axe finds nothing for ${signedIn ? "somebody signed in" : "guests"} in the ${theme}`, async ({ page, people, site, signInAs, context }) => {
      test.setTimeout(pageStates.length * PAGE_STATE_TIMEOUT_MS);
      await writeContent(site, people);
      if (signedIn) await signInAs("ana");
      await context.addCookies([{ name: "theme", value: theme, url: site.url }]);
      for (const state of pageStates.filter((state) => (state.signedIn ?? false) === signedIn)) {
        await openPageState(page, state);
        if (!state.path.startsWith("/pkg/")) await waitForHydration(page);
        expect.soft(await objections(page), state.name).toEqual([]);
      }
    });
  }
}

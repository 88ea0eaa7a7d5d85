// leptos_meta writes a title into the page as it is, so `</title>` in a post's title ended the element.
import { expect, test } from "../fixtures.ts";

test("a title that looks like markup is a title", async ({ page, people, site }) => {
  const title = "</title><h1 id=hostile>Not a title</h1> &amp; more";
  await page.goto(await site.write(people.ana, title));
  await expect(page).toHaveTitle(`${title} · Vitrine`);
  await expect(page.locator("#hostile")).toHaveCount(0);
});

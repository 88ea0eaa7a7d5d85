// The first heading in a post's text came two levels below its title.
import { expect, test } from "../fixtures.ts";

test("no level is left out between a post's title and the headings in its text", async ({ page, people, site }) => {
  await page.goto(await site.write(people.ana, "On rain", "# Before\n\nDry.\n\n## At noon\n\nDrops."));
  await expect(page.getByRole("heading", { name: "Before", level: 2 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "At noon", level: 3 })).toBeVisible();
});

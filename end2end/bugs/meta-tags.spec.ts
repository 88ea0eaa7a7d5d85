// A view that was made and dropped again never registered its tags for the head, so pages went without a description.
import { expect, posts, test } from "../fixtures.ts";

test("every page says what it is about to whoever shares it", async ({ page, people }) => {
  for (const path of ["/", posts.ana.path, "/tag/bread", "/user/ben", "/about", "/sign-up"]) {
    await page.goto(path);
    for (const selector of ["meta[name=description]", "meta[property='og:title']", "meta[property='og:description']", "meta[property='og:site_name']"]) {
      await expect(page.locator(selector), `${selector} of ${path}`).toHaveAttribute("content", /./);
    }
  }
});

// Taking a refused like back set the number to what it was before the click, and so forgot whoever liked it since.
import { card, expect, hold, listen, posts, test } from "../fixtures.ts";

test.use({ tolerate: /net::ERR_FAILED/ });

test("a like that is taken back leaves the likes that came meanwhile", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await listen(page, "/");
  const { held, release: refuse } = await hold(page, "/api/like_post", (route) => route.abort());
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  await held;
  await site.like(people.ben, posts.ben.path);
  await site.like(people.ben, posts.ana.path);
  await expect(card(page, posts.ana.title).getByRole("button", { name: "Like 1" }), "both have arrived").toBeVisible();
  refuse();
  await expect(page.getByText("The site did not answer")).toBeVisible();
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Like 1", pressed: false })).toBeVisible();
});

// A refused like was taken back by setting the number to what it was before the click. Likes of others since then were lost.
import { card, expect, holdRequests, openAndListen, posts, test } from "../fixtures.ts";

test.use({ toleratedErrors: /net::ERR_FAILED/ });

test("a like that is taken back leaves the likes that came meanwhile", async ({ page, signInAs, people, site }) => {
  await signInAs("ana");
  await openAndListen(page, "/");
  const { held, release: refuse } = await holdRequests(page, "/api/like_post", (route) => route.abort());
  await card(page, posts.ben.title).getByRole("button", { name: "Like 0" }).click();
  await held;
  await site.like(people.ben, posts.ben.path);
  await site.like(people.ben, posts.ana.path);
  await expect(card(page, posts.ana.title).getByRole("button", { name: "Like 1" }), "both have arrived").toBeVisible();
  refuse();
  await expect(page.getByText("The site did not answer")).toBeVisible();
  await expect(card(page, posts.ben.title).getByRole("button", { name: "Like 1", pressed: false })).toBeVisible();
});

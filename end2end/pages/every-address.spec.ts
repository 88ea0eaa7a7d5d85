// Every address ends: no page hangs, whoever asks.
import { expect, posts, test } from "../fixtures.ts";

const WITHIN_MS = 5_000;

const pages = [
  "/", "/?older=2", "/following", posts.ana.path, "/post/2", "/post/999", "/post/x", "/write", "/write/1", "/write/2", "/write/999",
  "/tag/bread", "/tag/none-such", "/tag/%2B", "/user/ana", "/user/ben", "/user/nobody_there", "/search", "/search?q=rye", "/search?q=zebra",
  "/sign-in", "/sign-in?next=/write", "/sign-up", "/settings", "/settings?done=profile", "/about", "/about/promises", "/privacy", "/nothing",
];
const files = [
  "/feed.atom", "/tag/bread/feed.atom", "/tag/none-such/feed.atom", "/user/ana/feed.atom", "/user/nobody_there/feed.atom", "/healthz",
  "/words.txt", "/settings/data.json", "/favicon.svg", "/icons.svg", "/fonts/literata-roman.woff2", "/api/newest", "/api/followed",
  "/api/read_post?post=1", "/api/read_post?post=999", "/api/read_post", "/api/sessions", "/api/search?q=rye", "/api/nothing",
];

for (const who of ["a guest", "somebody signed in"] as const) {
  test(`every page ends for ${who}`, async ({ page, people, signInAs }) => {
    if (who !== "a guest") await signInAs("ana");
    for (const path of pages) {
      const answer = await page.goto(path, { timeout: WITHIN_MS, waitUntil: "load" });
      expect(await answer?.finished(), path).toBeNull();
      expect(answer?.status(), path).toBeLessThan(500);
      await expect(page.getByRole("heading", { level: 1 }), `${path} has one first heading`).toHaveCount(1);
    }
  });

  test(`everything else ends for ${who}`, { tag: "@once" }, async ({ people, site }) => {
    const cookie = who === "a guest" ? "" : people.ana;
    for (const path of files) {
      const answer = await fetch(site.url + path, { headers: { cookie }, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
      await answer.arrayBuffer();
      expect(answer.status, path).toBeLessThan(500);
    }
  });
}

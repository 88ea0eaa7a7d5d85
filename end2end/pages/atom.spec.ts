// Atom feeds (RFC 4287), read by the browser's own XML parser.
import type { Page } from "@playwright/test";
import { expect, posts, test } from "../fixtures.ts";

type Feed = { error: string; root: string; title: string; self: string; entries: { title: string; id: string; link: string; content: string }[] };

async function read(page: Page, text: string): Promise<Feed> {
  await page.goto("/about");
  return page.evaluate((text) => {
    const xml = new DOMParser().parseFromString(text, "application/xml");
    const say = (element: Element | Document, selector: string) => element.querySelector(selector)?.textContent ?? "";
    const href = (element: Element | Document, rel: string) =>
      element.querySelector(`:scope > link[rel=${rel}]`)?.getAttribute("href") ?? "";
    return {
      error: say(xml, "parsererror"),
      root: xml.documentElement.namespaceURI + xml.documentElement.localName,
      title: say(xml.documentElement, ":scope > title"),
      self: href(xml.documentElement, "self"),
      entries: [...xml.querySelectorAll("entry")].map((entry) => ({
        title: say(entry, "title"),
        id: say(entry, "id"),
        link: href(entry, "alternate"),
        content: say(entry, "content"),
      })),
    };
  }, text);
}

test("the feeds of all, of a tag and of a person are XML and hold the right posts", { tag: "@once" }, async ({ page, people, site }) => {
  await site.write(people.ana, "Rain & <b>sun</b>", "It rained & <script>alert(1)</script> *shone*.", "plots");
  for (const [path, title, want] of [
    ["/feed.atom", "Vitrine", ["Rain & <b>sun</b>", posts.ben.title, posts.ana.title]],
    ["/tag/plots/feed.atom", "plots · Vitrine", ["Rain & <b>sun</b>", posts.ana.title]],
    ["/user/ben/feed.atom", "ben · Vitrine", [posts.ben.title]],
  ] as const) {
    const answer = await site.get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const feed = await read(page, await answer.text());
    expect(feed.error, path).toBe("");
    expect(feed.root).toBe("http://www.w3.org/2005/Atomfeed");
    expect(feed.title).toBe(title);
    expect(feed.self).toBe(site.url + path);
    expect(feed.entries.map((entry) => entry.title)).toEqual(want);
    for (const entry of feed.entries) {
      expect((await site.get(new URL(entry.link).pathname)).status, "the link leads to the post").toBe(200);
      expect(entry.id).toMatch(new RegExp(`^${site.url}/post/\\d+$`));
      expect(entry.content).not.toContain("<script");
    }
  }
});

test("a page tells feed readers where its feed is", async ({ page, people }) => {
  for (const [path, feed] of [["/", "/feed.atom"], ["/tag/bread", "/tag/bread/feed.atom"], ["/user/ben", "/user/ben/feed.atom"]]) {
    await page.goto(path);
    await expect(page.locator("link[rel=alternate][type='application/atom+xml']")).toHaveAttribute("href", new RegExp(`${feed}$`));
  }
});

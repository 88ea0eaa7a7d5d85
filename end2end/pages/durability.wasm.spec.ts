// Killing the process in a storm of writes loses nothing that was acknowledged. No page is needed, so it runs once.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, posts, test } from "../fixtures.ts";

test.use({ settings: { VITRINE_WRITE_LIMITS: "off" } });

const WRITERS = 16;
const KILLS = 3;

/** What SQLite itself says of the file, read by another program. */
function integrity(folder: string): string {
  const file = readdirSync(folder).find((name) => /\.(db|sqlite3?)$/.test(name));
  if (!file) throw new Error(`no database in ${folder}: ${readdirSync(folder).join(", ")}`);
  const ask = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])";
  return execFileSync("python3", ["-c", ask, join(folder, file)], { encoding: "utf8" }).trim();
}

test("what was acknowledged is there after a kill in a storm of writes", async ({ people, site }, info) => {
  test.slow();
  const acknowledged = new Set<string>();
  const attempted = new Set<string>();
  let liked = false; // whether Ana's like of Ben's post was acknowledged last, rather than taken back
  let unsure = false; // whether the last word on it got no answer

  for (let kill = 0; kill < KILLS; kill++) {
    let alive = true;
    const comment = async (writer: number) => {
      for (let n = 0; alive; n++) {
        const body = `word ${kill}-${writer}-${n}`;
        attempted.add(body);
        try {
          const answer = await site.post("/api/write_comment", { post: "1", body }, writer % 2 ? people.ana : people.ben);
          if (answer.status === 302) acknowledged.add(body);
        } catch {
          return;
        }
      }
    };
    const like = async () => {
      for (let n = 0; alive; n++) {
        const wish = !liked;
        unsure = true;
        try {
          await site.submit(wish ? "/api/like_post" : "/api/unlike_post", { post: "2" }, people.ana);
          liked = wish;
          unsure = false;
        } catch {
          return;
        }
      }
    };
    const before = acknowledged.size;
    const storm = [...Array.from({ length: WRITERS }, (_, writer) => comment(writer)), like()];
    // The kill falls after a random number of acknowledgements, into whatever is being written then.
    const enough = before + 20 + Math.floor(Math.random() * 100);
    await expect.poll(() => acknowledged.size, { intervals: [1] }).toBeGreaterThan(enough);
    await site.stop("SIGKILL");
    alive = false;
    await Promise.all(storm);

    expect(integrity(site.folder)).toBe("ok");
    await site.start();
    const data = (await Promise.all(
      [people.ana, people.ben].map(async (cookie) => (await site.get("/settings/data.json", cookie)).json()),
    )) as { comments: { body: string }[] }[];
    const kept = data.flatMap((one) => one.comments.map((comment) => comment.body));
    const keptOnce = new Set(kept);
    expect(kept.length, "nothing is there twice").toBe(keptOnce.size);
    expect([...acknowledged].filter((body) => !keptOnce.has(body)), "acknowledged and lost").toEqual([]);
    expect(kept.filter((body) => !attempted.has(body)), "never written").toEqual([]);

    const feed = await (await site.get("/", people.ana)).text();
    expect(feed, "the count on the post is that of its comments").toMatch(new RegExp(`${posts.ana.title}[\\s\\S]*?>${kept.length}<`));
    const pressed = /aria-pressed="(true|false)"[^>]*>/.exec(feed.slice(feed.indexOf(posts.ben.title)))?.[1];
    if (!unsure) expect(pressed, "the like is as it was acknowledged").toBe(String(liked));
    liked = pressed === "true";
  }
  info.annotations.push({ type: "storm", description: `${acknowledged.size} of ${attempted.size} comments acknowledged, ${KILLS} kills` });
});

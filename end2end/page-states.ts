// Every page of the site, in every state that looks different: the list that the tests of layout and of accessibility
// go through.
//
// A new page is added here, and a new state of a page where it draws something that no other state draws. Nothing is
// checked here but that the state has been reached.
import { type Page, expect } from "@playwright/test";
import { waitForRace } from "./figure.ts";
import { type Site, numberOf, posts } from "./fixtures.ts";

export type PageState = {
  /** What a failing test calls it. */
  name: string;
  path: string;
  /** For somebody who is signed in; otherwise for a guest. */
  signedIn?: boolean;
  /** The status that the page must answer with, if it is not 200. */
  status?: number;
  /** Brings the loaded page into the state. */
  act?: (page: Page) => Promise<void>;
};

/** How long a test that goes through all states may take for each, in milliseconds. */
export const PAGE_STATE_TIMEOUT_MS = 10_000;

const press = (name: string) => (page: Page) => page.getByRole("main").getByRole("button", { name, exact: true }).click();
const refused = (page: Page) => expect(page.getByRole("main").getByRole("alert").first()).toBeVisible();

const forGuests: PageState[] = [
  { name: "the feed of a guest", path: "/" },
  { name: "a post", path: "/post/3" },
  { name: "a post of a guest's", path: posts.ana.path },
  { name: "a tag", path: "/tag/plots" },
  { name: "a tag without posts", path: "/tag/none-such" },
  { name: "a person", path: "/user/ana" },
  { name: "a person without posts", path: "/user/cleo" },
  { name: "search", path: "/search" },
  { name: "hits", path: "/search?q=pump" },
  { name: "no hits", path: "/search?q=zebra" },
  { name: "a query that is too long", path: `/search?q=${"x".repeat(101)}` },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-up", path: "/sign-up" },
  { name: "sign-up refused", path: "/sign-up", act: async (page) => (await press("Sign up")(page), refused(page)) },
  { name: "sign-in refused", path: "/sign-in", act: async (page) => (await press("Sign in")(page), refused(page)) },
  { name: "about", path: "/about" },
  { name: "promises", path: "/about/promises" },
  { name: "privacy", path: "/privacy" },
  { name: "the map of chapters", path: "/learn" },
  { name: "chapter one", path: "/learn/sessions" },
  { name: "chapter two", path: "/learn/cookies" },
  { name: "chapter three", path: "/learn/securing" },
  { name: "the review", path: "/learn/review" },
  { name: "more exercises", path: "/learn/more" },
  { name: "trying an exercise", path: "/learn/try" },
  { name: "the sandbox", path: "/sandbox" },
  {
    name: "the sandbox with an answer and a fault",
    path: "/sandbox?sql=SELECT+*+FROM+posts%3B+UPDATE+users+SET+city+%3D+'Delft'%3B+DELETE+FROM+likes%3B+SELECT+nmae+FROM+users%3B",
    act: async (page) => (await press("Run")(page), refused(page)),
  },
  {
    name: "an exercise, not answered, with a hint",
    path: "/learn/sessions/known-or-not",
    act: async (page) => {
      await press("Check")(page);
      await expect(page.getByRole("main").getByRole("status")).toBeVisible();
      await page.getByText("Hints, when you want one").click();
      await page.getByRole("button", { name: /A nudge/ }).click();
      await expect(page.getByText("taken")).toBeVisible();
    },
  },
  {
    name: "the cookie to tamper with, one bit changed",
    path: "/learn/securing",
    act: async (page) => {
      const tamper = page.locator("#tamper");
      await tamper.locator("input[name=guess]").first().check();
      await tamper.getByRole("button", { name: /^Byte 7, / }).click();
      await tamper.getByRole("button", { name: /^Bit 1, / }).click();
      await tamper.getByRole("button", { name: "Send it" }).click();
      await expect(tamper.locator(".answer")).toContainText("Believed");
    },
  },
  {
    name: "an exercise in SQL and a wrong answer",
    path: "/learn/join/the-quiet-ones-too",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Your answer" }).fill("SELECT name, title FROM users JOIN posts ON author_id = users.id");
      await page.getByRole("button", { name: "Check", exact: true }).click();
      await expect(page.getByRole("heading", { name: "Not yet" })).toBeVisible();
    },
  },
  {
    name: "a table that rows have tried",
    path: "/learn/sql/not-null",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Your answer" }).fill("CREATE TABLE users (name TEXT, city TEXT, joined_on TEXT)");
      await page.getByRole("button", { name: "Check", exact: true }).click();
      await expect(page.getByRole("heading", { name: "Not yet" })).toBeVisible();
    },
  },
  { name: "what a plan is", path: "/learn/sql" },
  {
    name: "a query in its middle step, three heaps, and groups",
    path: "/learn/sql",
    act: async (page) => {
      const [steps, heaps, groups] = [page.locator("#select-steps"), page.locator("#three-values"), page.locator("#grouping")];
      await steps.locator("input[name=guess]").first().check();
      for (const step of [1, 2, 3, 4]) {
        await steps.getByRole("button", { name: "Next", exact: true }).click();
        await expect(steps).toContainText(`Step ${step} of 7`);
      }
      await heaps.locator("input[name=guess]").first().check();
      await heaps.getByRole("button", { name: "city <> 'Delft'", exact: true }).click();
      await expect(heaps).toContainText("NULL: neither true nor false");
      await groups.locator("input[name=guess]").first().check();
      await groups.getByRole("button", { name: "HAVING", exact: true }).click();
      await expect(groups).toContainText("Group 1");
    },
  },
  {
    name: "a table of the sandbox",
    path: "/sandbox",
    act: async (page) => {
      await page.getByRole("button", { name: "posts", exact: true }).click();
      await expect(page.getByRole("region", { name: "Rows of posts" })).toBeVisible();
    },
  },
  { name: "a search that finds exercises", path: "/search?q=quiet+ones" },
  { name: "tables together", path: "/learn/join" },
  {
    name: "a race that was run, and a JOIN that loses posts",
    path: "/learn/join",
    act: async (page) => {
      await page.locator("#mend input[name=join][value=plain]").check();
      await page.getByRole("button", { name: "Run the JOIN I chose" }).click();
      await expect(page.locator("#mend")).toContainText("The JOIN ran");
      await page.locator("#race input[name=guess]").first().check();
      await page.locator("#race").getByLabel("Posts in the largest table").selectOption("100");
      await page.locator("#race").getByRole("button", { name: "Race", exact: true }).click();
      await waitForRace(page);
    },
  },
  {
    name: "two small tables joined, and a query that grows",
    path: "/learn/join",
    act: async (page) => {
      const [steps, three] = [page.locator("#join-steps"), page.locator("#three-tables")];
      await steps.locator("input[name=guess]").first().check();
      await steps.getByRole("button", { name: "Next", exact: true }).click();
      await expect(steps).toContainText("Step 1 of");
      await three.locator("input[name=guess]").first().check();
      await three.getByRole("button", { name: /^3/ }).click();
      await expect(three.getByRole("heading", { name: "The same number, four ways" })).toBeVisible();
    },
  },
  { name: "the slow feed", path: "/learn/join/slow-feed" },
  { name: "the X-ray, its glass off", path: "/xray" },
  { name: "the source", path: "/source" },
  { name: "a folder of the source", path: "/source/store/src" },
  { name: "a file of the source", path: "/source/store/src/like.rs" },
  { name: "a missing page", path: "/nothing", status: 404 },
  { name: "a deleted post", path: "/post/4", status: 410 },
  { name: "a missing file", path: "/pkg/nothing.js", status: 404 },
];

const forMembers: PageState[] = [
  { name: "the feed", path: "/" },
  { name: "nobody followed", path: "/following" },
  {
    name: "an own post with its forms open",
    path: "/post/3",
    act: async (page) => {
      for (const word of ["Answer", "Edit", "Delete"]) {
        for (const summary of await page.locator("summary").filter({ hasText: word }).all()) await summary.click();
      }
      await press("Send comment")(page);
    },
  },
  { name: "write", path: "/write" },
  { name: "write refused", path: "/write", act: async (page) => (await press("Publish")(page), refused(page)) },
  { name: "edit", path: "/write/3" },
  {
    name: "settings with a form open",
    path: "/settings",
    act: async (page) => {
      await page.locator("summary").filter({ hasText: "Delete my account" }).click();
      await press("Change the password")(page);
      await refused(page);
    },
  },
  { name: "one's own page", path: "/user/ana" },
];

export const pageStates: PageState[] = [...forGuests, ...forMembers.map((state) => ({ ...state, signedIn: true }))];

/**
 * Writes what the states need: a post with everything Markdown has, some of it too wide for a phone; comments and
 * answers; a deleted post; a long name; and a third person, who has written nothing.
 */
export async function writeContent(site: Site, people: { ana: string; ben: string }): Promise<void> {
  const wide = "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(3);
  const text = [
    "# A heading", "## And a second", "Words with *stress*, **more stress**, ~~regret~~ and `code`.",
    `A word that is too long for a phone: ${wide}`, `And an address: <https://example.org/${"path/".repeat(30)}>`,
    "> Somebody said so.", "1. one\n2. two\n   - and a half", "```rust\nfn main() { println!(\"{}\", \"wide \".repeat(20)); } // and a comment that goes on for longer than any phone is wide\n```",
    "| a | table | of | many | columns | with | words |\n|---|---|---|---|---|---|---|\n| which | will | not | fit | on | a | telephone |", "---", "[A link](https://example.org/)",
  ].join("\n\n");
  const path = await site.write(people.ana, `The pump, at length: ${wide.slice(0, 90)}`, text, "plots, waiting list, a tag of some length, pumps, 2026");
  await site.comment(people.ben, path, `The pump! ${wide}`);
  await site.comment(people.ana, path, "The **pump**, yes.\n\n```\nlet wide = \"wider than any telephone will ever be, or so one hopes, at the least\";\n```", "1");
  await site.comment(people.ana, path, "More on the pump.");
  const deleted = await site.write(people.ben, "Not for long");
  await site.submit("/api/delete_post", { post: numberOf(deleted) }, people.ben);
  await site.submit("/api/change_profile", { display_name: "Ana of the plots, and of all the beans", bio: `Grows beans. ${wide}` }, people.ana);
  await site.signUp("cleo");
}

/** Opens a page and brings it into the state. */
export async function openPageState(page: Page, state: PageState): Promise<void> {
  const answer = await page.goto(state.path);
  expect(answer?.status(), state.name).toBe(state.status ?? 200);
  await state.act?.(page);
}

// The chapters as a screen reader tells them: which headings, figures, exercises and controls, by which names, in which
// order.
//
// These are only the outlines; pages/screen-reader.wasm.spec.ts compares them with the pages. A chapter that gets a new
// figure or a new name gets it here as well, and whoever changes one should ask what a listener hears.
import { type Page, expect } from "@playwright/test";
import { figure } from "./figure.ts";

export type ChapterOutline = {
  path: string;
  /**
   * What must be there, in this order, as a Playwright ARIA snapshot; other things may stand between. The words of
   * questions are left out, because they vary.
   */
  snapshot: string;
  /** Runs experiments and gives an answer, so that what is drawn only then is tested as well. */
  work?: (page: Page) => Promise<void>;
};

/** Makes the first guess, runs a figure and waits until it is drawn anew, which shows in its guess: it can't be changed. */
async function run(page: Page, id: string, button: string): Promise<void> {
  await figure(page, id).locator("input[name=guess]").first().check();
  await figure(page, id).getByRole("button", { name: button, exact: true }).first().click();
  await expect(figure(page, id).locator("input[name=guess]").first()).toBeDisabled();
}

/** Answers a sorting exercise by putting everything into the first bin, which is never right. */
async function sort(page: Page, id: string): Promise<void> {
  const exercise = page.locator(`#${id}`);
  for (const group of await exercise.locator(".sort-case").all()) await group.getByRole("radio").first().check();
  await exercise.getByRole("button", { name: "Check", exact: true }).click();
  await expect(exercise.getByRole("status")).toContainText("Not yet.");
}

const learn: ChapterOutline = {
  path: "/learn",
  snapshot: `
    - main:
      - heading "Learn" [level=1]
      - list:
        - listitem:
          - link "1 Who are you, again?"
          - list "0 of 6 understood"
        - listitem:
          - link "2 The server asks, the browser carries"
          - list "0 of 9 understood"
        - listitem:
          - link "3 What a stranger can read and change"
          - list "0 of 8 understood"
      - table "What your checked work shows you can do"
  `,
};

const sessions: ChapterOutline = {
  path: "/learn/sessions",
  snapshot: `
    - main:
      - heading "Who are you, again?" [level=1]
      - navigation "Chapter 1":
        - heading "Chapter 1" [level=2]
        - list
      - region "1.1 Two requests look alike":
        - heading "1.1 Two requests look alike" [level=2]
      - region "1.2 A number to be known by":
        - heading "1.2 A number to be known by" [level=2]
        - figure "Ask twice":
          - form "Ask twice":
            - group "You ask twice without the cookie. What will the second answer say?":
              - radio
            - button "Ask without the cookie"
            - button "Ask with it"
        - region "Does the server know?":
          - heading "Does the server know?" [level=3]
          - form "Does the server know?":
            - group:
              - radio "It knows who sent it"
              - radio "It does not"
            - button "Check"
      - region "1.3 A jar here, a table there":
        - heading "1.3 A jar here, a table there" [level=2]
        - figure "Two browsers, one table":
          - form "Two browsers, one table":
            - group "Both browsers ask the same page, by turns. How will the server count their visits?"
            - button "A sends"
            - button "B sends"
            - list "Steps"
            - heading "The browsers"
            - heading "The wire"
            - heading "The server’s table"
            - table "Rows of the server’s sessions"
      - region "1.4 The one who has the number":
        - heading "1.4 The one who has the number" [level=2]
        - figure "The same ticket twice":
          - form "The same ticket twice":
            - group "The second browser gets a copy of the first one’s cookie, and asks. What will the server do?"
            - button "Copy A’s cookie to B"
            - table "Rows of the server’s sessions"
        - region "A cookie in other hands":
          - heading "A cookie in other hands" [level=3]
          - form "A cookie in other hands":
            - group "Choose one":
              - radio
            - button "Check"
      - region "1.5 When one side forgets":
        - heading "1.5 When one side forgets" [level=2]
        - figure "The row is gone":
          - form "The row is gone":
            - group "You delete a row from the table. Its browser still has the cookie and asks again. Who is that, to the server?"
            - button "The server forgets A’s row"
            - button "Put a made-up cookie into B"
            - table "Rows of the server’s sessions"
      - region "1.6 A session, on one page":
        - heading "1.6 A session, on one page" [level=2]
        - region "What it is for":
          - heading "What it is for" [level=3]
          - form "What it is for":
            - group "Choose one"
            - button "Check"
      - region "1.7 Say it yourself":
        - heading "1.7 Say it yourself" [level=2]
        - region "A sign-in, message by message":
          - heading "A sign-in, message by message" [level=3]
          - form "A sign-in, message by message":
            - list:
              - listitem:
                - combobox
            - button "Check"
        - region "Known again":
          - heading "Known again" [level=3]
          - form "Known again":
            - list:
              - listitem:
                - combobox
            - button "Check"
        - region "Known on every page":
          - heading "Known on every page" [level=3]
          - form "Known on every page":
            - textbox "Set-Cookie:"
            - button "Check"
      - button "Start over with chapter 1"
  `,
  work: async (page) => {
    await run(page, "counter", "Ask without the cookie");
    await run(page, "two-browsers", "A sends");
    await sort(page, "known-or-not");
  },
};

const cookies: ChapterOutline = {
  path: "/learn/cookies",
  snapshot: `
    - main:
      - heading "The server asks, the browser carries" [level=1]
      - navigation "Chapter 2":
        - heading "Chapter 2" [level=2]
        - list
      - region "2.1 One line, taken apart":
        - heading "2.1 One line, taken apart" [level=2]
        - figure "The life of a cookie":
          - form "The life of a cookie":
            - group /^After a request or two the server sets the same name again/:
              - radio
            - group "Steps":
              - button "Begin"
              - button "Play"
        - region "A cookie’s life":
          - heading "A cookie’s life" [level=3]
          - form "A cookie’s life":
            - list:
              - listitem:
                - combobox
            - button "Check"
      - region "2.2 Each attribute has one switch":
        - heading "2.2 Each attribute has one switch" [level=2]
        - figure "One switch each":
          - form "One switch each":
            - group /^You are about to turn one switch/
            - combobox "Path"
            - combobox "Domain"
            - combobox "Life"
            - combobox "Secure"
            - combobox "HttpOnly"
            - combobox "SameSite"
            - combobox "Prefix"
            - combobox "Size"
            - button "Set the cookie so, and ask"
            - region "The line"
        - region "Which of them helps?":
          - heading "Which of them helps?" [level=3]
          - form "Which of them helps?":
            - group:
              - radio "Secure"
              - radio "HttpOnly"
              - radio "SameSite"
              - radio "a name with __Host-"
            - button "Check"
        - region "Be gone":
          - heading "Be gone" [level=3]
          - form "Be gone":
            - group "Choose one"
            - button "Check"
        - region "Two weeks or so":
          - heading "Two weeks or so" [level=3]
          - form "Two weeks or so":
            - textbox "Set-Cookie:"
            - button "Check"
      - region "2.3 The jar decides":
        - heading "2.3 The jar decides" [level=2]
        - figure "Feed it anything":
          - form "Feed it anything":
            - group /^Before you send a request/
            - textbox /^What the browser was told/
            - textbox "Then it asks for"
            - combobox "because"
            - button "Ask the jar"
        - region "Kept or refused":
          - heading "Kept or refused" [level=3]
          - form "Kept or refused":
            - group:
              - radio
            - button "Check"
        - region "Who comes along?":
          - heading "Who comes along?" [level=3]
          - form "Who comes along?":
            - region /What the browser was told/
            - group "Which of them go along?":
              - checkbox
            - button "Check"
        - region "From somewhere else":
          - heading "From somewhere else" [level=3]
          - form "From somewhere else":
            - region /What the browser was told/
            - group "Which of them go along?":
              - checkbox
            - button "Check"
      - region "2.4 In your own browser":
        - heading "2.4 In your own browser" [level=2]
        - figure "Your own jar":
          - form "Your own jar":
            - combobox "Path"
            - combobox "Life"
            - combobox "Secure"
            - combobox "HttpOnly"
            - combobox "SameSite"
            - group /^The cookie has been set as you chose/
            - button "Set this cookie"
        - region "A name that promises":
          - heading "A name that promises" [level=3]
          - form "A name that promises":
            - textbox "Set-Cookie:"
            - button "Check"
      - region "2.5 The same elsewhere":
        - heading "2.5 The same elsewhere" [level=2]
        - figure "One sign-in, four ways":
          - form "One sign-in, four ways":
            - group
        - region "The data or the number?":
          - heading "The data or the number?" [level=3]
          - form "The data or the number?":
            - group:
              - radio "The data itself"
            - button "Check"
      - region "2.6 What Flask’s cookie says":
        - heading "2.6 What Flask’s cookie says" [level=2]
        - figure "Reading without a key":
          - form "Reading without a key":
            - group /^You have the cookie, and not the key/
            - textbox "A session cookie’s value"
            - button "Read it"
      - button "Start over with chapter 2"
  `,
  work: async (page) => {
    await run(page, "life", "Begin");
    await run(page, "switches", "Set the cookie so, and ask");
    await run(page, "jar", "Ask the jar");
    await run(page, "own-browser", "Set this cookie");
    await run(page, "decode", "Read it");
    await sort(page, "in-the-cookie");
  },
};

const securing: ChapterOutline = {
  path: "/learn/securing",
  snapshot: `
    - main:
      - heading "What a stranger can read and change" [level=1]
      - navigation "Chapter 3":
        - heading "Chapter 3" [level=2]
        - list
      - region "3.1 On the wire":
        - heading "3.1 On the wire" [level=2]
        - figure "The same sign-in, twice":
          - form "The same sign-in, twice":
            - group /^The bystander has both recordings/:
              - radio
            - textbox "Name"
            - textbox "Password, an invented one"
            - button "Sign in, twice, and record it"
        - region "Seen or hidden?":
          - heading "Seen or hidden?" [level=3]
          - form "Seen or hidden?":
            - group:
              - radio "They can see it"
              - radio "It is hidden from them"
            - button "Check"
        - region "As the bystander sees it":
          - heading "As the bystander sees it" [level=3]
          - form "As the bystander sees it":
            - list:
              - listitem:
                - combobox
            - button "Check"
      - region "3.2 The tamper bench":
        - heading "3.2 The tamper bench" [level=2]
        - figure "Change one bit":
          - form "Change one bit":
            - group "Which kind of cookie":
              - button "Plain" [pressed]
              - button "Signed"
              - button "Encrypted"
              - button "Opaque"
            - group "The cookie, byte by byte":
              - button /^Byte 1, /
            - textbox "The cookie, as it will be sent. Change any character"
            - button "Sign Ana out"
            - group /^You change something in the cookie on the bench/
            - button "Send it"
        - region "What the seal proves":
          - heading "What the seal proves" [level=3]
          - form "What the seal proves":
            - group "Choose one"
            - button "Check"
      - region "3.3 Four kinds, five attempts":
        - heading "3.3 Four kinds, five attempts" [level=2]
        - figure "Four kinds, five attempts":
          - form "Four kinds, five attempts":
            - table "What happened when you tried five things with four kinds of cookie"
        - region "Who can read it, who can change it?":
          - heading "Who can read it, who can change it?" [level=3]
          - form "Who can read it, who can change it?":
            - group:
              - radio "Read it and change it"
            - button "Check"
      - region "3.4 What neither solves":
        - heading "3.4 What neither solves" [level=2]
        - region "After signing out":
          - heading "After signing out" [level=3]
          - form "After signing out":
            - group "Choose one"
            - button "Check"
      - region "3.5 Four sites to break into":
        - heading "3.5 Four sites to break into" [level=2]
        - figure "Four levels":
          - form "Four levels":
            - group "You are about to attack. When will you be in?"
            - group "Which level":
              - button "1" [pressed]
            - heading "The attack"
            - textbox "The cookie’s value"
            - button "Carry it out"
            - heading "The defence"
            - group "Choose a defence":
              - radio [disabled]
            - button "Build it in, and try both again" [disabled]
        - region "Which lock for which door?":
          - heading "Which lock for which door?" [level=3]
          - form "Which lock for which door?":
            - group:
              - radio "Long random ids"
            - button "Check"
      - region "3.6 Your own, taken apart":
        - heading "3.6 Your own, taken apart" [level=2]
        - figure "A thief with the table":
          - form "A thief with the table":
            - group /^A thief copies your row out of the table/
            - button "Try it with the digest"
        - region "The table is stolen":
          - heading "The table is stolen" [level=3]
          - form "The table is stolen":
            - group "Choose one"
            - button "Check"
      - region "3.7 Make it strong":
        - heading "3.7 Make it strong" [level=2]
        - region "Fit for the world":
          - heading "Fit for the world" [level=3]
          - form "Fit for the world":
            - textbox "Set-Cookie:"
            - button "Check"
      - button "Start over with chapter 3"
  `,
  work: async (page) => {
    await figure(page, "wire").getByLabel("Name").fill("ana");
    await figure(page, "wire").getByLabel("Password, an invented one").fill("kingfisher-42");
    await run(page, "wire", "Sign in, twice, and record it");
    await run(page, "tamper", "Send it");
    await run(page, "levels", "Carry it out");
    await run(page, "own-cookie", "Try it with the digest");
    await sort(page, "through-tls");
  },
};

export const chapterOutlines: ChapterOutline[] = [learn, sessions, cookies, securing];

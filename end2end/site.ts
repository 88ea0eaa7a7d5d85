// A site of a test's own: the real binary with an empty folder for its data, started for one test and removed after it.
//
// Beside starting and stopping it, a site can be written to over HTTP, as a person's browser without scripts would. That
// is how a test sets the stage; what it is about, it does in a browser. Nothing here reads or changes the database
// itself, so a test can rely on nothing that a visitor could not do.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.VITRINE_BINARY ?? resolve(import.meta.dirname, "../target/debug/vitrine");
const START_TIMEOUT_MS = 20_000;

/** The password of everybody in these tests: long enough for the site, and on no list of common passwords. */
export const password = (name: string) => `${name} reads under the plum tree`;

export type SiteOptions = {
  /** Arguments for `vitrine seed`, which fills the site before it starts. */
  seed?: string[];
  /** Settings, as `VITRINE_…` variables. */
  settings?: Record<string, string>;
};

export class Site {
  /** The address of the site; the same after it was stopped and started again. */
  url = "";
  /** What the server wrote to stderr, line by line, from all starts. */
  readonly log: string[] = [];
  /** What `vitrine seed` wrote to stdout. */
  seedOutput = "";
  private process?: ChildProcess;

  private constructor(
    readonly folder: string,
    private readonly settings: Record<string, string>,
  ) {}

  /** Makes a site and starts it. */
  static async create({ seed, settings = {} }: SiteOptions = {}): Promise<Site> {
    const site = new Site(mkdtempSync(join(tmpdir(), "vitrine-")), settings);
    if (seed) site.seedOutput = execFileSync(BINARY, ["seed", "--data", site.folder, ...seed], { encoding: "utf8" });
    await site.start();
    return site;
  }

  /** Starts the binary and waits until it listens. A later start uses the folder and the port of the first. */
  async start(): Promise<void> {
    const listen = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const child = spawn(BINARY, ["serve", "--listen", listen, "--data", this.folder], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...this.settings },
    });
    this.process = child;
    createInterface({ input: child.stderr }).on("line", (line) => this.log.push(line));
    this.url = await new Promise<string>((found, failed) => {
      const fail = (why: string) => failed(new Error(`${why}:\n${this.log.join("\n")}`));
      const timeout = setTimeout(() => fail(`no address after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
      child.once("exit", (code) => fail(`the server ended with ${code}`));
      // The address is printed once the socket is open, so nothing has to be tried until it works.
      createInterface({ input: child.stdout }).on("line", (line) => {
        const address = /^Vitrine is at (http:\S+)$/.exec(line)?.[1];
        if (address) {
          clearTimeout(timeout);
          found(address);
        }
      });
    });
  }

  /** Sends the process a signal and waits until it has ended. Returns its exit code, `null` if a signal ended it. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    const child = this.process;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  /** Ends the process at once and deletes its folder. */
  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Requests an address as a browser does. Redirects are not followed. */
  async get(path: string, cookie = ""): Promise<Response> {
    return fetch(this.url + path, { redirect: "manual", headers: { accept: "text/html,*/*", cookie } });
  }

  /** Posts a form as a browser without scripts does. Redirects are not followed. */
  async post(path: string, form: Record<string, string>, cookie = ""): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { accept: "text/html", cookie, origin: this.url, referer: `${this.url}/`, "sec-fetch-site": "same-origin" },
      body: new URLSearchParams(form),
    });
  }

  /** Posts a form that must be accepted. A refused one is answered by a redirect as well, with a cookie for what was typed. */
  async submit(path: string, form: Record<string, string>, cookie: string): Promise<void> {
    const answer = await this.post(path, form, cookie);
    const refused = answer.headers.getSetCookie().some((line) => /^vitrine-form=[^;]/.test(line));
    if (answer.status >= 400 || refused) throw new Error(`${path} refused ${JSON.stringify(form)} with ${answer.status}`);
  }

  /** Makes an account. Returns the cookie of its session. */
  async signUp(name: string): Promise<string> {
    return this.newSession("/api/sign_up", name);
  }

  /** Signs in once more. Returns the cookie of the new session. */
  async signIn(name: string): Promise<string> {
    return this.newSession("/api/sign_in", name);
  }

  private async newSession(path: string, name: string): Promise<string> {
    const answer = await this.post(path, { name, password: password(name) });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("vitrine="));
    if (!cookie) throw new Error(`${path} answered ${answer.status} and gave ${name} no session`);
    return cookie.split(";")[0];
  }

  /** Writes a post. Returns its path. */
  async write(cookie: string, title: string, body = "Some words.", tags = ""): Promise<string> {
    const answer = await this.post("/api/write_post", { title, body, tags }, cookie);
    const path = answer.headers.get("location");
    if (!path?.startsWith("/post/")) throw new Error(`writing answered ${answer.status} and ${path}`);
    return path;
  }

  /** Writes a comment under a post, or an answer to the comment with the number `answers`. */
  async comment(cookie: string, post: string, body: string, answers = ""): Promise<void> {
    const form = { post: numberOf(post), body, ...(answers && { answers }) };
    await this.submit("/api/write_comment", form, cookie);
  }

  /** Likes a post. */
  async like(cookie: string, post: string): Promise<void> {
    await this.submit("/api/like_post", { post: numberOf(post) }, cookie);
  }
}

/** The number in a post's path. */
export const numberOf = (path: string) => path.split("/")[2];

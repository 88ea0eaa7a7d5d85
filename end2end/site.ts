// A site of one's own: the real binary on a fresh folder, started for one test and stopped after it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.VITRINE_BINARY ?? resolve(import.meta.dirname, "../target/debug/vitrine");
const START_MS = 20_000;

/** Long enough for the site's rule, and nobody's first guess. */
export const password = (name: string) => `${name} reads under the plum tree`;

export type Options = {
  /** Arguments for `vitrine seed` that fill the site before it starts. */
  seed?: string[];
  /** Settings, as `VITRINE_…` variables. */
  settings?: Record<string, string>;
};

export class Site {
  url = "";
  /** What the server says on stderr, all starts together. */
  readonly log: string[] = [];
  /** What `vitrine seed` said. */
  seeded = "";
  private child?: ChildProcess;

  private constructor(
    readonly folder: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async start({ seed, settings = {} }: Options = {}): Promise<Site> {
    const site = new Site(mkdtempSync(join(tmpdir(), "vitrine-")), settings);
    if (seed) site.seeded = execFileSync(BINARY, ["seed", "--data", site.folder, ...seed], { encoding: "utf8" });
    await site.up();
    return site;
  }

  /** Starts the binary on the same folder, on the same port once it has one. */
  async up(): Promise<void> {
    const listen = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const child = spawn(BINARY, ["serve", "--listen", listen, "--data", this.folder], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...this.settings },
    });
    this.child = child;
    createInterface({ input: child.stderr }).on("line", (line) => this.log.push(line));
    this.url = await new Promise<string>((found, failed) => {
      const fail = (why: string) => failed(new Error(`${why}:\n${this.log.join("\n")}`));
      const late = setTimeout(() => fail(`no address after ${START_MS} ms`), START_MS);
      child.once("exit", (code) => fail(`the server ended with ${code}`));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const address = /^Vitrine is at (http:\S+)$/.exec(line)?.[1];
        if (address) {
          clearTimeout(late);
          found(address);
        }
      });
    });
  }

  /** Ends the process with a signal and waits until it is gone; how it ended. */
  async down(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    const child = this.child;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  async remove(): Promise<void> {
    await this.down("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Gets an address as a browser would, redirects not followed. */
  async get(path: string, cookie = ""): Promise<Response> {
    return fetch(this.url + path, { redirect: "manual", headers: { accept: "text/html,*/*", cookie } });
  }

  /** Posts a form as `cookie`; answers with the response, redirects not followed. */
  async post(path: string, form: Record<string, string>, cookie = ""): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { accept: "text/html", cookie, origin: this.url, referer: `${this.url}/`, "sec-fetch-site": "same-origin" },
      body: new URLSearchParams(form),
    });
  }

  /** Makes an account; the cookie of its session. */
  async signUp(name: string): Promise<string> {
    return this.session("/api/sign_up", name);
  }

  /** Signs in once more; the cookie of the new session. */
  async signIn(name: string): Promise<string> {
    return this.session("/api/sign_in", name);
  }

  private async session(door: string, name: string): Promise<string> {
    const answer = await this.post(door, { name, password: password(name) });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("vitrine="));
    if (!cookie) throw new Error(`${door} answered ${answer.status} and gave ${name} no session`);
    return cookie.split(";")[0];
  }

  /** Writes a post; its path. */
  async write(cookie: string, title: string, body = "Some words.", tags = ""): Promise<string> {
    const answer = await this.post("/api/write_post", { title, body, tags }, cookie);
    const path = answer.headers.get("location");
    if (!path?.startsWith("/post/")) throw new Error(`writing answered ${answer.status} and ${path}`);
    return path;
  }

  /** Says something under a post, or answers the comment `answers`. */
  async comment(cookie: string, post: string, body: string, answers = ""): Promise<void> {
    const form = { post: numberOf(post), body, ...(answers && { answers }) };
    await this.done("/api/write_comment", form, cookie);
  }

  /** Likes a post. */
  async like(cookie: string, post: string): Promise<void> {
    await this.done("/api/like_post", { post: numberOf(post) }, cookie);
  }

  /** Does something that must succeed: a plain form that is refused gets a cookie that leads to what was typed. */
  async done(door: string, form: Record<string, string>, cookie: string): Promise<void> {
    const answer = await this.post(door, form, cookie);
    const refused = answer.headers.getSetCookie().some((line) => /^vitrine-form=[^;]/.test(line));
    if (answer.status >= 400 || refused) throw new Error(`${door} refused ${JSON.stringify(form)} with ${answer.status}`);
  }
}

/** The number in a post's path. */
export const numberOf = (path: string) => path.split("/")[2];

// A site of one's own: the real binary on a fresh folder, started for one test and stopped after it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const BINARY = resolve(import.meta.dirname, "../target/debug/vitrine");
const START_MS = 20_000;

/** Long enough for the site's rule, and nobody's first guess. */
export const password = (name: string) => `${name} reads under the plum tree`;

export class Site {
  url = "";
  private child?: ChildProcess;
  private ended?: Promise<void>;

  private constructor(readonly folder: string) {}

  /** Starts a site; with `seed`, arguments for `vitrine seed` that fill it first. */
  static async start(seed?: string[]): Promise<Site> {
    const site = new Site(mkdtempSync(join(tmpdir(), "vitrine-")));
    if (seed) execFileSync(BINARY, ["seed", "--data", site.folder, ...seed], { stdio: "pipe" });
    await site.up();
    return site;
  }

  /** Starts the binary on the same folder, on the same port once it has one. */
  async up(): Promise<void> {
    const listen = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const child = spawn(BINARY, ["serve", "--listen", listen, "--data", this.folder], { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    this.ended = new Promise((done) => child.once("exit", () => done()));
    const log: string[] = [];
    createInterface({ input: child.stderr! }).on("line", (line) => log.push(line));
    this.url = await new Promise<string>((found, failed) => {
      const late = setTimeout(() => failed(new Error(`no address after ${START_MS} ms:\n${log.join("\n")}`)), START_MS);
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const address = /^Vitrine is at (http:\S+)$/.exec(line)?.[1];
        if (address) {
          clearTimeout(late);
          found(address);
        }
      });
      child.once("exit", (code) => failed(new Error(`the server ended with ${code}:\n${log.join("\n")}`)));
    });
  }

  /** Ends the process with a signal and waits until it is gone. */
  async down(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.child?.kill(signal);
    await this.ended;
  }

  async remove(): Promise<void> {
    await this.down("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
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
    const answer = await this.post("/api/sign_up", { name, password: password(name) });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("vitrine="));
    if (!cookie) throw new Error(`signing up ${name} answered ${answer.status} without a session`);
    return cookie.split(";")[0];
  }

  /** Writes a post; its path. */
  async write(cookie: string, title: string, body = "Some words.", tags = ""): Promise<string> {
    const answer = await this.post("/api/write_post", { title, body, tags }, cookie);
    const path = answer.headers.get("location");
    if (!path?.startsWith("/post/")) throw new Error(`writing answered ${answer.status} and ${path}`);
    return path;
  }
}

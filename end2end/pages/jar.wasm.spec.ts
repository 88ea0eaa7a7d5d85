// Chromium and our jar (labs/src/cookie) are told the same, and must send the same. docs/jar.md says where they differ.
import { type BrowserContext, type LaunchOptions, type Page, chromium, expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Case, Place } from "../cookie-jar/case.ts";
import { DIFFERENCES, asChromium } from "../cookie-jar/differences.ts";
import { generated } from "../cookie-jar/generated-cases.ts";
import { jarFrom } from "../cookie-jar/wasm-jar.ts";
import { BY_HAND } from "../cookie-jar/written-cases.ts";

const SEED = 6265;
const GENERATED = 92;

test.use({ trace: "off" }); // a picture of every step would take longer than the steps

/** Two servers that are every host at once: they set what a case sets, and note what comes with its request. */
class Hosts {
  private readonly heard = new Map<number, (header: string) => void>();

  private constructor(
    private readonly servers: Record<string, Server>,
    private readonly cases: Case[],
    private readonly ports: Record<string, number> = {},
  ) {}

  static async of(cases: Case[]): Promise<Hosts> {
    const answer = (request: IncomingMessage) => hosts.answer(request);
    const lenient = { insecureHTTPParser: true, maxHeaderSize: 64 * 1024 };
    const safe = https.createServer({ ...lenient, ...selfSigned() }, answer);
    const servers = { http: http.createServer(lenient, answer), https: safe };
    const hosts = new Hosts(servers, cases);
    for (const [scheme, server] of Object.entries(servers)) {
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      hosts.ports[scheme] = (server.address() as AddressInfo).port;
    }
    return hosts;
  }

  /** The address with the port of the server that answers for it. */
  readonly place: Place = (address) => {
    const [, scheme, host, path] = /^(https?):\/\/([^/]+)(\/.*)$/.exec(address) ?? [];
    return `${scheme}://${host}:${this.ports[scheme]}${path}`;
  };

  /** Where a case begins: from there one is sent on through its visits, and at last to the other site if it needs one. */
  begin(nth: number): string {
    return this.step(nth, 0);
  }

  /** The address that is asked in the end. */
  end(nth: number): string {
    return `${this.place(this.cases[nth].to)}?case=${nth}&step=end`;
  }

  /** The `Cookie` header that will come with the last request of a case. */
  header(nth: number): Promise<string> {
    return new Promise((hear) => this.heard.set(nth, hear));
  }

  stop(): void {
    for (const server of Object.values(this.servers)) server.close();
  }

  private step(nth: number, step: number): string {
    const { visits, to } = this.cases[nth];
    const from = visits[step]?.from ?? `${to.split(":")[0]}://other.example/`;
    return `${this.place(from)}?case=${nth}&step=${step}`;
  }

  /** Written by hand: Node would not let such headers pass. */
  private answer(request: IncomingMessage): void {
    const query = new URL(request.url ?? "/", "http://any.example").searchParams;
    const nth = Number(query.get("case"));
    const { visits, how } = this.cases[nth];
    const head = ["Content-Type: text/html", "Connection: close"];
    let [status, body] = ["200 OK", ""];
    if (query.get("step") === "end") {
      this.heard.get(nth)?.(Buffer.from(request.headers.cookie ?? "", "latin1").toString());
    } else if (query.has("step")) {
      const step = Number(query.get("step"));
      const last = how === "own" || how === "script" ? visits.length - 1 : visits.length;
      if (step < last) [status, head[0]] = ["302 Found", `Location: ${this.step(nth, step + 1)}`];
      head.push(...(visits[step]?.lines ?? []).map((line) => `Set-Cookie: ${line}`));
      if (step === visits.length) body = elsewhere(how, this.end(nth));
    }
    request.socket.end(`HTTP/1.1 ${status}\r\n${head.join("\r\n")}\r\n\r\n<!doctype html>${body}`);
  }
}

/** What the other site has on its page. */
function elsewhere(how: Case["how"], end: string): string {
  if (how === "link-elsewhere") return `<a href="${end}">Go</a>`;
  if (how === "form-elsewhere") return `<form method="post" action="${end}"><button>Go</button></form>`;
  return `<img src="${end}" alt="">`;
}

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "jar-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...curve, "-subj", "/CN=shop.example", ...files], { stdio: "pipe" });
  const both = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return both;
}

/** What Chromium sends, or shows the script, at the end of a case. There are no cookies yet. */
async function sent(page: Page, hosts: Hosts, { how }: Case, nth: number): Promise<string> {
  const [header, end, soon] = [hosts.header(nth), hosts.end(nth), { waitUntil: "commit" } as const];
  await page.goto(hosts.begin(nth), soon);
  if (how === "own" || how === "script") await page.goto(end, soon);
  if (how === "link-elsewhere") await page.getByRole("link").dispatchEvent("click");
  if (how === "form-elsewhere") await page.getByRole("button").dispatchEvent("click");
  if (how !== "embedded-elsewhere") await page.waitForURL((url) => url.searchParams.get("step") === "end", soon);
  const came = await header;
  return how === "script" ? page.evaluate(() => document.cookie) : came;
}

/** A browser that lets embedded pages have cookies: a setting, not a rule of cookies, and some builds block them. */
async function launch(folder: string, launchOptions: LaunchOptions): Promise<BrowserContext> {
  const names = "--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.co.uk 127.0.0.1";
  // With one process for all sites it is twice as fast; cookies are decided in another one anyway.
  const args = [...(launchOptions.args ?? []), names, "--disable-site-isolation-trials", "--renderer-process-limit=1"];
  const settings = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(settings));
  return chromium.launchPersistentContext(folder, { ...launchOptions, args, ignoreHTTPSErrors: true });
}

/** What Chromium sent in every case, in their order. */
async function askChromium(cases: Case[], hosts: Hosts, launchOptions: LaunchOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "jar-"));
  const context = await launch(folder, launchOptions);
  try {
    const [page, said] = [await context.newPage(), []] as [Page, string[]];
    for (const [nth, one] of cases.entries()) {
      await context.clearCookies();
      said.push(await sent(page, hosts, one, nth));
    }
    return said;
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("Chromium and our jar send the same", async ({ launchOptions }) => {
  test.slow();
  const jar = await jarFrom(resolve(import.meta.dirname, "../../dist"));
  const chance = generated(SEED, GENERATED);
  const cases = [...chance, ...BY_HAND];
  const hosts = await Hosts.of(cases);
  const chromiums = await askChromium(cases, hosts, launchOptions).finally(() => hosts.stop());

  const draft = (one: Case) => jar.says(one, hosts.place);
  const wrong = cases.flatMap((one, nth) => {
    const [theirs, ours] = [chromiums[nth], draft(asChromium(one))];
    return theirs === ours ? [] : [{ ...one, chromium: theirs, jar: ours }];
  });
  expect(wrong, "differences that nobody has explained").toEqual([]);
  const compared = chance.filter((one, nth) => chromiums[nth] || draft(one));
  expect(compared.length, "generated cases in which a cookie was sent").toBeGreaterThanOrEqual(60);

  const table = readFileSync(resolve(import.meta.dirname, "../../docs/jar.md"), "utf8");
  for (const difference of DIFFERENCES) {
    const matters = cases.some((one) => draft(asChromium(one)) !== draft(asChromium(one, difference)));
    expect(matters, `${difference.name} really occurs`).toBe(true);
    expect(table, `${difference.name} has a row`).toContain(`\n| ${difference.name} |`);
  }
});

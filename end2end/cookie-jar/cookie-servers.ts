// Two web servers, http and https, that answer for every host name: they set the cookies of a case, and note which come
// back with its last request.
//
// The case and the step in it stand in the query of each address, so one pair of servers serves all cases. The servers
// know nothing of the rules of cookies.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, RequestKind, WithPort } from "./case.ts";

export class CookieServers {
  private readonly listeners = new Map<number, (header: string) => void>();

  private constructor(
    private readonly servers: Record<string, Server>,
    private readonly cases: Case[],
    private readonly ports: Record<string, number> = {},
  ) {}

  static async start(cases: Case[]): Promise<CookieServers> {
    const answer = (request: IncomingMessage) => started.answer(request);
    // Browsers send octets in cookies that Node would refuse, and more of them than it would take.
    const lenient = { insecureHTTPParser: true, maxHeaderSize: 64 * 1024 };
    const secure = https.createServer({ ...lenient, ...selfSigned() }, answer);
    const servers = { http: http.createServer(lenient, answer), https: secure };
    const started = new CookieServers(servers, cases);
    for (const [scheme, server] of Object.entries(servers)) {
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      started.ports[scheme] = (server.address() as AddressInfo).port;
    }
    return started;
  }

  /** The address with the port of the server that answers for it. */
  readonly withPort: WithPort = (url) => {
    const [, scheme, host, path] = /^(https?):\/\/([^/]+)(\/.*)$/.exec(url) ?? [];
    return `${scheme}://${host}:${this.ports[scheme]}${path}`;
  };

  /** Where a case begins: redirects lead from there through its visits, and to the other site if it needs one. */
  startUrl(nth: number): string {
    return this.stepUrl(nth, 0);
  }

  /** The address of the last request. */
  lastUrl(nth: number): string {
    return `${this.withPort(this.cases[nth].url)}?case=${nth}&step=last`;
  }

  /** The `Cookie` header that will come with the last request of a case; empty when none comes. */
  lastCookieHeader(nth: number): Promise<string> {
    return new Promise((received) => this.listeners.set(nth, received));
  }

  close(): void {
    for (const server of Object.values(this.servers)) server.close();
  }

  private stepUrl(nth: number, step: number): string {
    const { visits, url } = this.cases[nth];
    // One step beyond the visits is the page of the other site, in the scheme of the last request.
    const target = visits[step]?.url ?? `${url.split(":")[0]}://other.example/`;
    return `${this.withPort(target)}?case=${nth}&step=${step}`;
  }

  /** Answers a request. The answer is written as text, because Node would not let such headers pass. */
  private answer(request: IncomingMessage): void {
    const query = new URL(request.url ?? "/", "http://any.example").searchParams;
    const nth = Number(query.get("case"));
    const { visits, kind } = this.cases[nth];
    const head = ["Content-Type: text/html", "Connection: close"];
    let [status, body] = ["200 OK", ""];
    if (query.get("step") === "last") {
      this.listeners.get(nth)?.(Buffer.from(request.headers.cookie ?? "", "latin1").toString());
    } else if (query.has("step")) {
      const step = Number(query.get("step"));
      const steps = kind === "own" || kind === "script" ? visits.length - 1 : visits.length;
      if (step < steps) [status, head[0]] = ["302 Found", `Location: ${this.stepUrl(nth, step + 1)}`];
      head.push(...(visits[step]?.setCookie ?? []).map((line) => `Set-Cookie: ${line}`));
      if (step === visits.length) body = otherSite(kind, this.lastUrl(nth));
    }
    request.socket.end(`HTTP/1.1 ${status}\r\n${head.join("\r\n")}\r\n\r\n<!doctype html>${body}`);
  }
}

/** The body of the other site's page, which leads to the last request. */
function otherSite(kind: RequestKind, url: string): string {
  if (kind === "link-elsewhere") return `<a href="${url}">Go</a>`;
  if (kind === "form-elsewhere") return `<form method="post" action="${url}"><button>Go</button></form>`;
  return `<img src="${url}" alt="">`;
}

/** A key and a certificate that nobody signed; the browser is told to accept it. */
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

// The Express example that chapter 2 prints, run as it is printed.
import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "@playwright/test";

// Beside `node_modules`, where Node looks for Express.
const program = new URL("../express-example.mjs", import.meta.url);
let server: ChildProcess;
let site: string;

/** A port that is free at this moment. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

test.beforeAll(async () => {
  await copyFile(new URL("../../content/learn/frameworks/express.js", import.meta.url), program);
  const port = await freePort();
  site = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, [program.pathname], { env: { ...process.env, PORT: String(port), SECRET_KEY: "of this test" } });
  const answers = () => fetch(`${site}/me`).then((answer) => answer.status, () => 0);
  await expect.poll(answers).toBe(401);
});

test.afterAll(async () => {
  server.kill();
  await rm(program);
});

const post = (path: string, body: string, cookie = "") =>
  fetch(site + path, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/x-www-form-urlencoded", Cookie: cookie },
    redirect: "manual",
  });
const me = (cookie: string) => fetch(`${site}/me`, { headers: { Cookie: cookie } });

test("the Express example signs in and out as the chapter says", { tag: "@once" }, async () => {
  for (const wrong of ["name=ana&password=x", "name=ben&password=correct+horse"]) {
    expect((await post("/sign-in", wrong)).status).toBe(401);
  }
  for (const odd of ["", "name=ana", "name=ana&name=ben&password=correct+horse"]) {
    expect((await post("/sign-in", odd)).status).toBe(400);
  }
  const signedIn = await post("/sign-in", "name=ana&password=correct+horse");
  const [cookie, ...attributes] = signedIn.headers.getSetCookie()[0].split("; ");
  expect(attributes).toEqual(expect.arrayContaining(["HttpOnly", "SameSite=Lax"]));
  expect(await (await me(cookie)).text()).toBe("You are user 7.");

  // Signing in once more gives another id, and the one from before is worth nothing.
  const again = await post("/sign-in", "name=ana&password=correct+horse", cookie);
  const second = again.headers.getSetCookie()[0].split("; ")[0];
  expect(second).not.toBe(cookie);
  expect((await me(cookie)).status).toBe(401);

  const out = await post("/sign-out", "", second);
  expect(out.headers.get("location")).toBe("/me");
  expect((await me(second)).status).toBe(401);
});

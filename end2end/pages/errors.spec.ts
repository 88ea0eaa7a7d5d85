// Pages that are not there, and doors that are not open.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, ownPageLink, password, posts, test } from "../fixtures.ts";

test("what is not there is answered 404 with a page of the site", async ({ page, people }) => {
  for (const path of ["/nothing", "/post/999", "/user/nobody_there", "/user/No!", "/tag/%2B%2B", "/api/nothing", "/pkg/nothing.js", "/%00"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 }), path).toHaveText("Nothing here");
    await expect(page).toHaveTitle("Nothing here · Vitrine");
    await page.getByRole("link", { name: "To the square" }).click();
    await expect(page).toHaveURL("/");
  }
});

test("guests are led to sign in, and then to where they wanted", async ({ page, people }) => {
  for (const path of ["/write", "/settings", "/following"]) {
    await page.context().clearCookies();
    const answer = await page.goto(path);
    expect(answer?.request().redirectedFrom()?.url(), "the server itself redirects").toContain(path);
    await expect(page).toHaveURL(`/sign-in?next=${path}`);
    await page.getByLabel("Name").fill("ana");
    await page.getByLabel("Password", { exact: true }).fill(password("ana"));
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(path);
    await expect(ownPageLink(page, "ana")).toBeVisible();
  }
});

test("o1 signing in leads nowhere else", async ({ page, people }) => {
  for (const next of ["//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/%5cevil.example", "/\t/evil.example"]) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Name").fill("ana");
    await page.getByLabel("Password", { exact: true }).fill(password("ana"));
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(ownPageLink(page, "ana"), next).toBeVisible();
    await expect(page).toHaveURL("/");
  }
});

test("somebody who is signed in has no use for the doors", async ({ page, signInAs }) => {
  await signInAs("ana");
  for (const path of ["/sign-in", "/sign-up"]) {
    await page.goto(path);
    await expect(page).toHaveURL("/");
  }
});

test("guests get no personal data", { tag: "@once" }, async ({ site, people }) => {
  expect((await site.get("/settings/data.json")).status).toBe(401);
  for (const path of ["/settings", "/write", "/write/1", "/following"]) {
    const answer = await site.get(path);
    expect([302, 401, 404], path).toContain(answer.status);
    expect(await answer.text()).not.toContain("Ana");
  }
});

test("f2 a form on another site changes nothing here", async ({ page, people, site, signInAs }) => {
  await signInAs("ana");
  const elsewhere = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<form method="post" action="${site.url}/api/like_post"><input name="post" value="2"><button>Win a prize</button></form>`);
  });
  await new Promise<void>((listening) => elsewhere.listen(0, "127.0.0.1", listening));
  try {
    // To a browser, `localhost` and `127.0.0.1` are two sites; two ports of one are one site, but two origins.
    for (const host of ["localhost", "127.0.0.1"]) {
      await page.goto(`http://${host}:${(elsewhere.address() as AddressInfo).port}/`);
      const [answer] = await Promise.all([
        page.waitForResponse((answer) => answer.url().endsWith("/api/like_post")),
        page.getByRole("button", { name: "Win a prize" }).click(),
      ]);
      expect(answer.status()).toBe(403);
      await expect(page.getByRole("heading", { name: "Not from there" })).toBeVisible();
    }
  } finally {
    elsewhere.close();
  }
  await page.goto(posts.ben.path);
  await expect(page.getByRole("article").getByRole("button", { name: "Like 0" })).toBeVisible();
});

test("h2 every kind of answer carries its headers", { tag: "@once" }, async ({ people, site }) => {
  for (const [path, status] of [["/", 200], [posts.ana.path, 200], ["/nothing", 404], ["/feed.atom", 200], ["/favicon.svg", 200], ["/api/nothing", 404], ["/settings", 302], ["/healthz", 200]] as const) {
    const answer = await site.get(path);
    expect(answer.status, path).toBe(status);
    const header = (name: string) => answer.headers.get(name) ?? "";
    expect(header("x-content-type-options"), path).toBe("nosniff");
    expect(header("referrer-policy"), path).toBe("same-origin");
    expect(header("cross-origin-opener-policy"), path).toBe("same-origin");
    expect(header("cross-origin-resource-policy"), path).toBe("same-origin");
    for (const part of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(header("content-security-policy"), path).toContain(part);
    }
    expect(header("content-security-policy")).not.toContain("unsafe-inline");
  }
  for (const path of ["/", "/settings", posts.ana.path]) {
    expect((await site.get(path, people.ana)).headers.get("cache-control"), `h3 ${path}`).toBe("no-store");
  }
});

test("h1 no two pages share the word that lets scripts run", { tag: "@once" }, async ({ people, site }) => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const answer = await site.get("/");
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1] ?? "none";
      expect(await answer.text()).toContain(`nonce="${nonce}"`);
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(2);
});

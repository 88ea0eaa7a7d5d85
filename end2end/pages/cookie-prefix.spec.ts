// What chapter 3 says of Chromium and a `__Host-` cookie on plain HTTP: it is kept on this very machine, and nowhere else.
import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "@playwright/test";

test("Chromium keeps and returns a __Host- cookie on http://localhost, not on another plain host", { tag: "@once" }, async ({ playwright }) => {
  const received: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.cookie);
    response.setHeader("Set-Cookie", "__Host-id=7; Path=/; Secure").end("a page");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const browser = await playwright.chromium.launch({
    executablePath: process.env.VITRINE_CHROMIUM,
    args: ["--no-sandbox", "--host-resolver-rules=MAP * 127.0.0.1"],
  });
  try {
    const page = await browser.newPage();
    for (const host of ["localhost", "127.0.0.1", "bakery.example"]) {
      for (let visit = 0; visit < 2; visit++) await page.goto(`http://${host}:${port}/${visit}`, { waitUntil: "commit" });
    }
    // A browser also asks for an icon, so what counts is which pages came with the cookie.
    const cookies = await page.context().cookies();
    expect(cookies.map(({ domain, name }) => `${domain} ${name}`).sort()).toEqual(["127.0.0.1 __Host-id", "localhost __Host-id"]);
    expect(received.filter((cookie) => cookie === "__Host-id=7").length).toBeGreaterThanOrEqual(2);
  } finally {
    await browser.close();
    server.close();
  }
});

// Chromium and our jar (labs/src/cookie) are given the same cookies and must send the same ones back. docs/jar.md says
// where they differ. No site is needed, only the bundles in `dist`.
import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Case } from "../cookie-jar/case.ts";
import { chromiumCookieHeaders } from "../cookie-jar/chromium.ts";
import { CookieServers } from "../cookie-jar/cookie-servers.ts";
import { DIFFERENCES, rewriteForDraft } from "../cookie-jar/differences.ts";
import { generateCases } from "../cookie-jar/generated-cases.ts";
import { loadWasmJar } from "../cookie-jar/wasm-jar.ts";
import { WRITTEN_CASES } from "../cookie-jar/written-cases.ts";

const SEED = 6265;
const GENERATED = 92;

test.use({ trace: "off" }); // a picture of every step would take longer than the steps

test("Chromium and our jar send the same", async ({ launchOptions }) => {
  test.slow();
  const jar = await loadWasmJar(resolve(import.meta.dirname, "../../dist"));
  const generated = generateCases(SEED, GENERATED);
  const cases = [...generated, ...WRITTEN_CASES];
  const servers = await CookieServers.start(cases);
  const chromium = await chromiumCookieHeaders(cases, servers, launchOptions).finally(() => servers.close());

  // Our jar follows the draft, so it is given each case rewritten by the known differences.
  const ours = (testCase: Case) => jar.cookieHeader(testCase, servers.withPort);
  const unexplained = cases.flatMap((testCase, nth) => {
    const jarHeader = ours(rewriteForDraft(testCase));
    return chromium[nth] === jarHeader ? [] : [{ ...testCase, chromium: chromium[nth], jar: jarHeader }];
  });
  expect(unexplained, "differences that nobody has explained").toEqual([]);
  // Two empty headers are alike as well, but say little: enough cases must send something.
  const withCookies = generated.filter((testCase, nth) => chromium[nth] || ours(testCase));
  expect(withCookies.length, "generated cases in which a cookie was sent").toBeGreaterThanOrEqual(60);

  const table = readFileSync(resolve(import.meta.dirname, "../../docs/jar.md"), "utf8");
  for (const difference of DIFFERENCES) {
    const occurs = cases.some((testCase) => ours(rewriteForDraft(testCase)) !== ours(rewriteForDraft(testCase, difference)));
    expect(occurs, `${difference.name} really occurs`).toBe(true);
    expect(table, `${difference.name} has a row`).toContain(`\n| ${difference.name} |`);
  }
});

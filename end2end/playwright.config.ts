import { defineConfig } from "@playwright/test";

// How the tests run: each with a site and a browser of its own.
//
// Files in pages/ run twice, with scripts and without, because every page must work both ways. Three kinds of tests run
// once: files named *.wasm.spec.ts are about scripts; files in bugs/ keep a fault from coming back that was seen with
// scripts; and tests tagged `@once` ask the server directly or use the browser as a mere parser, so that scripts make no
// difference. Nothing is tried again after a failure: a test that fails now and then has found something.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: process.env.VITRINE_CHROMIUM, args: flags },
    trace: "retain-on-failure",
    viewport: { width: 1280, height: 900 },
    timezoneId: "UTC",
    locale: "en-GB",
  },
  projects: [
    { name: "scripts", testMatch: ["pages/**/*.spec.ts", "bugs/**/*.spec.ts"], use: { javaScriptEnabled: true } },
    {
      name: "plain",
      testMatch: ["pages/**/*.spec.ts"],
      testIgnore: ["**/*.wasm.spec.ts"],
      grepInvert: /@once/,
      use: { javaScriptEnabled: false },
    },
    { name: "shots", testMatch: ["shots/**/*.spec.ts"], timeout: 300_000 },
  ],
});

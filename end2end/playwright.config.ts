import { defineConfig } from "@playwright/test";

// Every file in pages/ runs twice, with scripts and without, save *.wasm.spec.ts. Retries stay at zero: a race is a bug.
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
      use: { javaScriptEnabled: false },
    },
    { name: "shots", testMatch: ["shots/**/*.spec.ts"], timeout: 300_000 },
  ],
});

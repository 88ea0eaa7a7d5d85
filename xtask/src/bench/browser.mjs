// Loads the site and the bare route in turn, each in a fresh context without cache or cookies, and prints a line for each
// load: a name and milliseconds. Run by browser.rs in end2end/, whose Playwright it uses, with the arguments SITE BARE
// LOADS CHROMIUM.
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(process.cwd(), "package.json"))("@playwright/test");
const [site, bare, loads, executablePath] = process.argv.slice(2);

// The flags keep Chromium from requests of its own, and from QUIC, which a server on loopback does not speak.
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  // The first load warms up the browser itself and is not printed.
  for (let load = 0; load <= Number(loads); load += 1) {
    const times = [`loaded ${await time(bare, "loaded")}`, `hydrated ${await time(site, "hydrated")}`];
    if (load > 0) console.log(times.join("\n"));
  }
} finally {
  await browser.close();
}

// Milliseconds from the start of the navigation until the root element bears `data-${name}`.
async function time(address, name) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(watch, name);
    await page.goto(address, { waitUntil: "load", timeout: 15_000 });
    await page.waitForSelector(`html[data-${name}]`, { state: "attached", timeout: 15_000 });
    const ms = await page.evaluate(() => window.benchMs);
    if (typeof ms !== "number") throw new Error(`no time was noted for ${name}`);
    return ms;
  } finally {
    await context.close();
  }
}

// Runs in the page before its own scripts. The site marks its root element when it is hydrated; the bare page has no
// scripts, so its load event is marked here.
function watch(name) {
  const attribute = `data-${name}`;
  new MutationObserver(() => {
    if (document.documentElement?.hasAttribute(attribute)) window.benchMs ??= performance.now();
  }).observe(document, { attributes: true, attributeFilter: [attribute], childList: true, subtree: true });
  if (name === "loaded") {
    addEventListener("load", () => document.documentElement.setAttribute(attribute, ""));
  }
}

import { chromium } from "@playwright/test";
const [,, url, out, width="1440", theme="light", cookie="", full="1"] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const c = await b.newContext({ viewport: { width: +width, height: 900 }, colorScheme: theme });
if (cookie) { const [n,v]=cookie.split("="); await c.addCookies([{name:n,value:v,url:new URL(url).origin}]); }
const p = await c.newPage();
p.on("console", m => console.log("console", m.type(), m.text()));
p.on("pageerror", e => console.log("pageerror", String(e)));
await p.goto(url);
await p.locator("html[data-hydrated]").waitFor({ state: "attached", timeout: 15000 }).catch(() => console.log("NOT HYDRATED"));
await p.screenshot({ path: out, fullPage: full==="1" });
await b.close();

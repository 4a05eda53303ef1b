import { chromium } from "@playwright/test";
import { CHROMIUM } from "./browser.ts";
const [,, password, ...pages] = process.argv;
const browser = await chromium.launch(CHROMIUM);
const base = "http://127.0.0.1:8107";
for (const [look, opts] of Object.entries({ light: { viewport: { width: 1360, height: 860 }, colorScheme: "light" }, dark: { viewport: { width: 1360, height: 860 }, colorScheme: "dark" }, phone: { viewport: { width: 360, height: 780 }, colorScheme: "light" } } as const)) {
  const context = await browser.newContext({ ...opts, locale: "en-IE" });
  const page = await context.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log(look, m.type(), m.text().slice(0, 400)));
  page.on("pageerror", (e) => console.log(look, "pageerror", e.message.slice(0, 600)));
  await page.goto(`${base}/console/`);
  await page.getByLabel("Mail address").fill("operator@localhost.example");
  await page.getByLabel("Password").fill(password!);
  if (pages.includes("signin")) await page.screenshot({ path: `/tmp/f7/shots/signin-${look}.png` });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((u) => !u.pathname.includes("sign-in"));
  for (const p of pages.filter((p) => p !== "signin")) {
    const [name, path] = p.split("=");
    await page.goto(`${base}/console/${path ?? ""}`);
    await page.waitForTimeout(1200);
    await page.screenshot({ path: `/tmp/f7/shots/${name}-${look}.png`, fullPage: look === "phone" });
  }
  await context.close();
}
await browser.close();

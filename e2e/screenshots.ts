// Takes the README's pictures from a running product, such as one of `npm start`:
//
//     node e2e/screenshots.ts                                      # http://127.0.0.1:3000
//     STOREFRONT_URL=http://127.0.0.1:3100 node e2e/screenshots.ts
//
// Chromium is found as the tests find it: CHROMIUM_PATH, or /usr/bin/chromium.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, type BrowserContextOptions, chromium, expect } from "@playwright/test";
import { CHROMIUM } from "./browser.ts";
import { bannerOn } from "./shopper/banner.ts";
import { walkToPayment } from "./shopper/walk.ts";

const SHOP = process.env.STOREFRONT_URL || "http://127.0.0.1:3000";
const FOLDER = path.join(import.meta.dirname, "..", "docs", "images");

const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch(CHROMIUM);
try {
  await takePicture(browser, "success-page-light", { ...DESKTOP, colorScheme: "light" });
  await takePicture(browser, "success-page-dark", { ...DESKTOP, colorScheme: "dark" });
  await takePicture(browser, "success-page-phone", { ...PHONE, colorScheme: "light" });
} finally {
  await browser.close();
}

/** Places an order as a shopper does, pays for it, and takes a picture of where it stands then. */
async function takePicture(
  browser: Browser,
  name: string,
  look: BrowserContextOptions,
): Promise<void> {
  const page = await browser.newPage({ ...look, baseURL: SHOP, locale: "en-IE" });
  await walkToPayment(page, {
    product: "Mill trestle table",
    email: "ada@example.com",
    name: "Ada Voss",
    usePoints: true,
  });
  await page.getByRole("button", { name: /^Pay\b/ }).click();
  await expect(bannerOn(page).freshness).toHaveText("Live");
  // Off the button that led here, so that nothing is drawn as hovered, and from the top.
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
  await page.close();
}

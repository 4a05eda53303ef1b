import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./product/global-setup.ts",
  // All tests share one API, one storefront and two cores; a second browser would only wait for them.
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"]],
  // No test fails because the machine is slow, only because something hangs. The slowest answer is the first after a
  // start, which reads the page's code from disk.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    launchOptions: CHROMIUM,
    locale: "en-IE",
    timezoneId: "Europe/Dublin",
    contextOptions: { reducedMotion: "reduce" },
    viewport: { width: 1280, height: 900 },
    // A control that can't be pressed is reported, and doesn't use up the whole test's time.
    actionTimeout: 30_000,
    // A trace costs a third of the time; `--trace on` asks for one.
    screenshot: "only-on-failure",
  },
});

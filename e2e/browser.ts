import type { LaunchOptions } from "@playwright/test";

const isRoot = process.getuid?.() === 0;

/** The system's own Chromium, kept from calling anybody but the pages under test. */
export const CHROMIUM: LaunchOptions = {
  executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    // Chromium refuses to run as root with its sandbox.
    ...(isRoot ? ["--no-sandbox"] : []),
  ],
};

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { npmCommand } from "./npm-command.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { withSetupLock } from "./setup-lock.mjs";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Finds a Chromium that runs, or installs one.
 *
 * @returns {Promise<string>} its path
 */
export async function ensureChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== "") {
    if (runs(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, but nothing that runs is there.`);
  }
  return findChromium() ?? withSetupLock(installChromium);
}

async function installChromium() {
  const refusals = [];
  for (const install of [undefined, installFromDebian, installFromPlaywright]) {
    try {
      await install?.();
    } catch (error) {
      refusals.push(error.message);
    }
    const found = findChromium();
    if (found !== undefined) return found;
  }
  throw new Error(
    `There is no Chromium, and none could be installed:\n  ${refusals.join("\n  ")}\n` +
      "Install Chromium or Chrome yourself and set CHROMIUM_PATH to its program.",
  );
}

function findChromium() {
  return [...INSTALLED, ...listPlaywrightBrowsers()].find((path) => existsSync(path) && runs(path));
}

/** Some systems ship a stand-in at these paths that only says how to install the real one. */
function runs(path) {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

function listPlaywrightBrowsers() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    {
      darwin: join(homedir(), "Library", "Caches", "ms-playwright"),
      win32: join(process.env.LOCALAPPDATA ?? homedir(), "ms-playwright"),
    }[process.platform] ??
    join(homedir(), ".cache", "ms-playwright");
  if (!existsSync(cache)) return [];
  const programs = [
    ["chrome-linux", "chrome"],
    ["chrome-linux64", "chrome"],
    ["chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"],
    ["chrome-win", "chrome.exe"],
    ["chrome-win64", "chrome.exe"],
  ];
  return readdirSync(cache)
    .filter((name) => name.startsWith("chromium-"))
    .sort()
    .reverse()
    .flatMap((name) => programs.map((parts) => join(cache, name, ...parts)));
}

async function installFromDebian() {
  if (!existsSync("/usr/bin/apt-get")) throw new Error("apt-get: not on this system");
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (asRoot.length > 0 && !mayUseSudo())
    throw new Error("apt-get: needs root or sudo without a password");
  const apt = (...args) => {
    const [command, ...rest] = [
      ...asRoot,
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      ...args,
    ];
    return { command, args: rest };
  };
  await runStep("Installing Chromium from the system's packages", [
    apt("update"),
    apt("install", "-y", "--no-install-recommends", "chromium"),
  ]);
}

function mayUseSudo() {
  try {
    execFileSync("sudo", ["-n", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function installFromPlaywright() {
  const cli = inProject("node_modules", "playwright", "cli.js");
  const command = existsSync(cli)
    ? { command: process.execPath, args: [cli, "install", "chromium"] }
    : npmCommand(["exec", "--", "playwright", "install", "chromium"]);
  await runStep("Installing Playwright's Chromium", [command]);
}

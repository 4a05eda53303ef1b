import { existsSync, readdirSync } from "node:fs";
import { npmCommand } from "./npm-command.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { hashInput, isStamped, removeStamp, writeStamp } from "./stamp.mjs";
import { toolCommand } from "./tool-command.mjs";

/** Builds whatever was not built from exactly these sources: the packages, then console and storefront. */
export async function ensureBuild() {
  const packagesHash = await ensureConsole();
  await ensureBuilt({
    stamp: "storefront",
    hash: hashStorefront(packagesHash),
    results: [inProject("apps", "storefront", ".next", "BUILD_ID")],
    title: "Building the storefront",
    command: {
      ...npmCommand(["run", "build", "--workspace", "@followthrough/storefront"]),
      env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    },
  });
}

/**
 * Builds the packages, and the console that the server serves.
 *
 * @returns {Promise<string>} the hash of what the packages were built from
 */
export async function ensureConsole() {
  const packagesHash = await ensurePackages();
  await ensureBuilt({
    stamp: "console",
    hash: hashApp("console", [packagesHash]),
    // Beside the server's own build, which serves it.
    results: [inProject("packages", "server", "dist", "console-app", "index.html")],
    title: "Building the console",
    command: {
      ...npmCommand(["run", "build", "--workspace", "@followthrough/console"]),
      env: { NODE_ENV: "production" },
    },
  });
  return packagesHash;
}

/**
 * Builds the packages.
 *
 * @returns {Promise<string>} the hash of what they were built from
 */
export async function ensurePackages() {
  const hash = hashPackages();
  await ensureBuilt({
    stamp: "packages",
    hash,
    results: listPackages().map((name) => inProject("packages", name, "dist")),
    title: "Building the packages",
    command: toolCommand("tsc", ["-b"]),
  });
  return hash;
}

async function ensureBuilt({ stamp, hash, results, title, command }) {
  const isBuilt = () => isStamped(stamp, hash) && results.every((path) => existsSync(path));
  if (isBuilt()) return;
  await withSetupLock(async () => {
    if (isBuilt()) return;
    removeStamp(stamp);
    await runStep(title, [command]);
    writeStamp(stamp, hash);
  });
}

function listPackages() {
  return readdirSync(inProject("packages")).filter((name) =>
    existsSync(inProject("packages", name, "tsconfig.json")),
  );
}

function hashPackages() {
  const ofPackage = (name) =>
    ["src", "package.json", "tsconfig.json"].map((part) => inProject("packages", name, part));
  return hashInput(
    [],
    [
      ...["package-lock.json", "tsconfig.json", "tsconfig.base.json"].map((name) =>
        inProject(name),
      ),
      ...listPackages().flatMap(ofPackage),
    ],
  );
}

function hashStorefront(packagesHash) {
  // Next.js writes these variables into the pages, so another value means another build.
  const baked = Object.entries(process.env)
    .filter(([name]) => name.startsWith("NEXT_PUBLIC_"))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return hashApp("storefront", [packagesHash, ...baked]);
}

const OUTPUTS = new Set(["node_modules", ".next", "dist", "next-env.d.ts"]);

function hashApp(name, facts) {
  return hashInput(
    facts,
    [inProject("apps", name)],
    (entry) => OUTPUTS.has(entry) || entry.endsWith(".tsbuildinfo"),
  );
}

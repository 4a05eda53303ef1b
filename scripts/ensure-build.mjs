import { existsSync, readdirSync } from "node:fs";
import { npmCommand } from "./npm-command.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { hashInput, isStamped, removeStamp, writeStamp } from "./stamp.mjs";
import { takeTurn } from "./take-turn.mjs";
import { toolCommand } from "./tool-command.mjs";

/** Builds whatever was not built from exactly these sources: the packages, then the storefront. */
export async function ensureBuild() {
  const packagesHash = hashPackages();
  await ensureBuilt({
    stamp: "packages",
    hash: packagesHash,
    results: listPackages().map((name) => inProject("packages", name, "dist")),
    title: "Building the packages",
    command: toolCommand("tsc", ["-b"]),
  });
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

async function ensureBuilt({ stamp, hash, results, title, command }) {
  const isBuilt = () => isStamped(stamp, hash) && results.every((path) => existsSync(path));
  if (isBuilt()) return;
  await takeTurn(async () => {
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
  const outputs = new Set(["node_modules", ".next", "dist", "next-env.d.ts"]);
  // Next.js writes these variables into the pages, so another value means another build.
  const baked = Object.entries(process.env)
    .filter(([name]) => name.startsWith("NEXT_PUBLIC_"))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return hashInput(
    [packagesHash, ...baked],
    [inProject("apps", "storefront")],
    (name) => outputs.has(name) || name.endsWith(".tsbuildinfo"),
  );
}

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { inProject } from "./project.mjs";

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** What package-lock.json records of every package, by its folder. */
export function readLockedPackages() {
  return readJson("package-lock.json").packages;
}

/**
 * Throws when a workspace's dependencies differ from those the lockfile was made for. `npm ci` does
 * so too, but sometimes another command has to do the installing.
 */
export function requireLockInSync(packages) {
  for (const [folder, locked] of Object.entries(packages)) {
    if (folder.includes("node_modules") || locked.link) continue;
    const manifest = readJson(folder, "package.json");
    const stale = KINDS.find(
      (kind) => !isDeepStrictEqual(manifest[kind] ?? {}, locked[kind] ?? {}),
    );
    if (stale === undefined) continue;
    throw new Error(
      `package-lock.json does not match the ${stale} of ${folder || "the root"}. ` +
        "Run `npm install` under Node 24 and commit the lockfile.",
    );
  }
}

/**
 * Whether every optional dependency is locked, also those of other platforms. A registry that
 * mirrors only some platforms leaves the others out of the lockfile, and `npm ci` then refuses.
 */
export function namesEveryPlatform(packages) {
  return Object.entries(packages).every(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).every((name) => isLocked(packages, folder, name)),
  );
}

/** Looks where Node would: beside the package, then in each folder above. */
function isLocked(packages, folder, name) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    if (`${at}${at === "" ? "" : "/"}node_modules/${name}` in packages) return true;
    if (at === "") return false;
  }
}

function readJson(...parts) {
  return JSON.parse(readFileSync(inProject(...parts), "utf8"));
}

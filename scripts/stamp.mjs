import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT, stampPath } from "./project.mjs";

/** Whether the last finished run of a step was over exactly this input. */
export function isStamped(name, hash) {
  try {
    return readFileSync(stampPath(name), "utf8") === hash;
  } catch {
    return false;
  }
}

/** Vouches that a step has finished over this input. */
export function writeStamp(name, hash) {
  mkdirSync(dirname(stampPath(name)), { recursive: true });
  writeFileSync(stampPath(name), hash);
}

/** Takes the word back before a step runs, so that a half-finished one counts for nothing. */
export function removeStamp(name) {
  rmSync(stampPath(name), { force: true });
}

/**
 * One hash over facts and files: names and contents, not times, so that a fresh clone and a
 * checkout of the same commit agree.
 *
 * @param {readonly string[]} facts whatever else the result depends on, such as the Node version
 * @param {readonly string[]} paths files and folders; one that does not exist counts as absent
 * @param {(name: string) => boolean} [isOutput] entries that the step itself writes
 */
export function hashInput(facts, paths, isOutput = () => false) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const path of paths) {
    for (const file of listFiles(path, isOutput)) {
      hash
        .update(`${relative(ROOT, file)}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

function listFiles(path, isOutput) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !isOutput(name))
    .sort()
    .flatMap((name) => listFiles(join(path, name), isOutput));
}

import { execFileSync } from "node:child_process";
import { ROOT } from "./project.mjs";

/**
 * The files that differ from a revision, untracked ones included and deleted ones too, as paths from the
 * root of the checkout.
 *
 * @param {string} base what git understands: a commit, a branch, `HEAD`
 * @returns {readonly string[]}
 * @throws {Error} when this is no git checkout, or `base` is no revision of it
 */
export function listChangedFiles(base) {
  const changed = git(["diff", "--name-only", "--no-renames", "-z", base, "--"]);
  const untracked = git(["ls-files", "--others", "--exclude-standard", "-z"]);
  return [...new Set([...changed, ...untracked])].sort();
}

function git(args) {
  const output = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" });
  return output.split("\0").filter((path) => path !== "");
}

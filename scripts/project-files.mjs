import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { inProject, ROOT } from "./project.mjs";

/**
 * The tracked and the new files of these places, as paths from the root. Files that `.gitignore` names are left out.
 *
 * @param {readonly string[]} places files or folders, as paths from the root; all of the project when left out
 */
export function listProjectFiles(places = ["."]) {
  const listed = spawnSync(
    "git",
    [
      "--literal-pathspecs",
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "-z",
      "--",
      ...places,
    ],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr || listed.error}`);
  return listed.stdout.split("\0").filter((path) => path !== "" && existsSync(inProject(path)));
}

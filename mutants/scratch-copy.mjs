import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../scripts/project.mjs";

/**
 * A copy of the project's own files in a folder of its own, so that a mutant never touches the checkout.
 * Installed packages are linked; the workspaces are those of the copy.
 *
 * @returns {{ folder: string, remove: () => void }}
 */
export function makeScratchCopy() {
  const folder = mkdtempSync(join(tmpdir(), "followthrough-mutants-"));
  for (const path of ownFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  linkInstalled(ROOT, folder, folder);
  for (const group of ["packages", "apps"]) {
    for (const name of readdirSync(join(folder, group))) {
      linkInstalled(join(ROOT, group, name), join(folder, group, name), folder);
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Tracked files and new ones that are not ignored, as they are on the disk. */
function ownFiles() {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

function linkInstalled(from, to, copy) {
  const installed = join(from, "node_modules");
  if (!existsSync(installed)) return;
  const linked = join(to, "node_modules");
  mkdirSync(linked, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name === "@followthrough") linkWorkspaces(join(linked, name), copy);
    // Written to by vitest; each copy has its own.
    else if (!name.startsWith(".vite")) symlinkSync(join(installed, name), join(linked, name));
  }
}

function linkWorkspaces(scope, copy) {
  mkdirSync(scope);
  for (const name of readdirSync(join(copy, "packages"))) {
    symlinkSync(join(copy, "packages", name), join(scope, name));
  }
}

import { inProject } from "../project.mjs";
import { runStep } from "../run-step.mjs";
import { toolCommand } from "../tool-command.mjs";

let built;

/** Imports a module of a package as it is built, after building it from the present sources. */
export async function importBuilt(...path) {
  await ensurePackagesBuilt();
  return import(inProject("packages", ...path));
}

/** Compiles the packages; a second call waits for the first. */
export function ensurePackagesBuilt() {
  built ??= runStep("Building the packages", [toolCommand("tsc", ["-b"])]);
  return built;
}

import { inProject } from "./project.mjs";

/**
 * The command that runs an installed development tool.
 *
 * @param {string} name as in `node_modules/.bin`
 * @param {readonly string[]} args
 */
export function toolCommand(name, args) {
  const suffix = process.platform === "win32" ? ".cmd" : "";
  return { command: inProject("node_modules", ".bin", `${name}${suffix}`), args };
}

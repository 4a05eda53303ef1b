import { existsSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/**
 * The command that runs npm under the Node of this very process, whatever Node npm came with.
 *
 * @param {readonly string[]} args
 */
export function npmCommand(args) {
  return { command: process.execPath, args: [findNpmCli(), ...args] };
}

function findNpmCli() {
  // Set by npm itself when it runs a script; other package managers set it too.
  const own = process.env.npm_execpath;
  if (own !== undefined && basename(own) === "npm-cli.js" && existsSync(own)) return own;
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? "").split(delimiter)];
  for (const folder of folders.filter((name) => name !== "")) {
    const link = join(folder, "npm");
    const candidates = [
      join(folder, "node_modules", "npm", "bin", "npm-cli.js"),
      existsSync(link) ? realpathSync(link) : "",
    ];
    const found = candidates.find((path) => basename(path) === "npm-cli.js" && existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error("npm was not found. Install it beside Node, or call this through `npm start`.");
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inProject } from "../project.mjs";
import { ensurePackagesBuilt } from "./built.mjs";

const LARGEST = 16 * 1024 * 1024;

let document;

/** The API's OpenAPI document as the command prints it: from the routes and schemas alone. */
export function makeOpenApi() {
  document ??= print();
  return document;
}

async function print() {
  await ensurePackagesBuilt();
  const command = inProject("packages", "server", "dist", "product", "cli.js");
  const { stdout } = await promisify(execFile)(process.execPath, [command, "openapi"], {
    maxBuffer: LARGEST,
  });
  return stdout;
}

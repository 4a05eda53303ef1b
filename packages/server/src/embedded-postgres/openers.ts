import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent } from "./file-state.ts";
import { identifyProcess, isStillRunning, parseProcessIdentity } from "./process-identity.ts";

/**
 * Records that this process relies on the server, so that no other process stops it.
 *
 * @returns a function that removes the record and resolves to true when no living process relies on the server
 */
export async function registerOpener(folder: string): Promise<() => Promise<boolean>> {
  const openers = join(folder, "openers");
  await mkdir(openers, { recursive: true });
  const record = join(openers, `${process.pid}-${randomBytes(4).toString("hex")}.json`);
  await writeFile(record, JSON.stringify(await identifyProcess(process.pid)));
  return async () => {
    await rm(record, { force: true });
    return !(await hasLivingOpener(openers));
  };
}

async function hasLivingOpener(openers: string): Promise<boolean> {
  for (const name of await readdir(openers)) {
    const path = join(openers, name);
    const opener = parseProcessIdentity((await readIfPresent(path)) ?? "");
    if (opener !== null && (await isStillRunning(opener))) return true;
    await rm(path, { force: true });
  }
  return false;
}

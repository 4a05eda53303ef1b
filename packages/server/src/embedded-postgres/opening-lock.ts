import { randomBytes } from "node:crypto";
import { link, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { isErrorCode, readIfPresent } from "./file-state.ts";
import { identifyProcess, isStillRunning, parseProcessIdentity } from "./process-identity.ts";

/** A first start takes a few seconds and a crash recovery up to a minute; this is well above both. */
const PATIENCE_MS = 120_000;
const RETRY_MS = 50;

/**
 * Runs `work` while no other process, and no other caller in this process, holds the same lock.
 *
 * The lock is a file that names its holder. A lock whose holder is gone is ignored.
 */
export async function withOpeningLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(path);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function takeLock(path: string): Promise<() => Promise<void>> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  const deadline = performance.now() + PATIENCE_MS;
  await writeFile(draft, JSON.stringify(await identifyProcess(process.pid)), { mode: 0o600 });
  try {
    while (!(await tryLink(draft, path))) {
      await clearIfAbandoned(path);
      if (performance.now() > deadline) {
        const holder = await readIfPresent(path);
        throw new Error(
          `Another process has been opening the same database for ${PATIENCE_MS / 1000} s: ${holder}. ` +
            `Stop it, or delete ${path} if there is no such process.`,
        );
      }
      await pause(RETRY_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(path, { force: true });
}

/** A hard link appears with its content or not at all, so nobody reads a half-written lock. */
async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrorCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function clearIfAbandoned(path: string): Promise<void> {
  const seen = await readIfPresent(path);
  if (seen === null) return;
  const holder = parseProcessIdentity(seen);
  if (holder !== null && (await isStillRunning(holder))) return;
  // Two processes may see the same dead holder. Moving the file away shows which file was really taken; if it was a
  // new lock, it is put back.
  const taken = `${path}.abandoned-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await rename(path, taken);
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readIfPresent(taken)) !== seen) await tryLink(taken, path);
  await rm(taken, { force: true });
}

import { readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess } from "../../../src/embedded-postgres/process-identity.ts";

/** Followed by the id of the process that runs the tests. */
export const TEST_FOLDER_PREFIX = "followthrough-test-";

const LOOKS = 100;
const LOOK_MS = 50;

/** Where the cluster of a data folder is. */
export function clusterIn(folder: string): string {
  return join(folder, "postgres", "cluster");
}

/** Removes the folders and servers of runs that were killed. */
export async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(TEST_FOLDER_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(TEST_FOLDER_PREFIX.length), 10);
    if (Number.isNaN(pid) || (await identifyProcess(pid)) !== null) continue;
    discardClusterNow(join(tmpdir(), name));
  }
}

/** Kills the server of a temporary folder and deletes the folder. Synchronous, for a process that is ending. */
export function discardClusterNow(folder: string): void {
  try {
    const file = readFileSync(join(clusterIn(folder), "postmaster.pid"), "utf8");
    const [pid, dataFolder] = file.split("\n");
    if (dataFolder?.startsWith(folder)) {
      // Postgres stops immediately on SIGQUIT, its backends with it.
      process.kill(Number(pid), "SIGQUIT");
      waitUntilGone(Number(pid));
    }
  } catch {
    // No server runs there any more, or it is another user's.
  }
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's run; the system cleans its temporary folder itself.
  }
}

/** A server that still runs would write into the folder while it is deleted. @throws once it is gone */
function waitUntilGone(pid: number): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let looks = 0; looks < LOOKS; looks += 1) {
    Atomics.wait(sleeper, 0, 0, LOOK_MS);
    process.kill(pid, 0);
  }
}

import { readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess } from "../../src/embedded-postgres/process-identity.ts";

/** Followed by the id of the process whose run it is. */
export const TEST_FOLDER_PREFIX = "followthrough-test-";

/** Removes what runs that were killed outright have left, servers included. */
export async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(TEST_FOLDER_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(TEST_FOLDER_PREFIX.length), 10);
    if (Number.isNaN(pid) || (await identifyProcess(pid)) !== null) continue;
    discardClusterNow(join(tmpdir(), name));
  }
}

/** Kills the server of a throwaway folder and deletes it; synchronous, for a process that ends. */
export function discardClusterNow(folder: string): void {
  try {
    const file = readFileSync(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
    const [pid, dataFolder] = file.split("\n");
    // Postgres ends at once on SIGQUIT, its backends with it.
    if (dataFolder?.startsWith(folder)) process.kill(Number(pid), "SIGQUIT");
  } catch {
    // No server runs there, or it is another user's.
  }
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's run; the system clears its temporary folder itself.
  }
}

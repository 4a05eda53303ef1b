import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent } from "./file-state.ts";
import { identifyProcess } from "./process-identity.ts";

/** A running server, as its own file describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Above every process id that a system assigns, so it certainly belongs to no process. */
const NOBODYS_PID = 2_147_483_647;

/** The server that runs on a cluster now, or null; a file left by a dead server is ignored. */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readIfPresent(postmasterFile(cluster));
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return (await isLivingPostgres(pid)) && Number.isSafeInteger(port) ? { pid, port } : null;
}

/**
 * Makes a file left by a dead server harmless.
 *
 * Postgres refuses to start while the process named in the file accepts signals. After a restart of the machine that id
 * may belong to any process, and in a container it may be a dead process that nobody reaps. We replace the id and don't
 * delete the file, because its other lines let Postgres check whether old backends still use the shared memory.
 */
export async function disownDeadPostmaster(cluster: string): Promise<void> {
  const path = postmasterFile(cluster);
  const text = await readIfPresent(path);
  const pid = /^\d+(?=\n)/.exec(text ?? "")?.[0];
  if (text === null || pid === undefined || (await isLivingPostgres(Number(pid)))) return;
  await writeFile(path, `${NOBODYS_PID}${text.slice(pid.length)}`);
}

function postmasterFile(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

async function isLivingPostgres(pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if ((await identifyProcess(pid)) === null) return false;
  // Only Linux shows the process's name; on other systems we trust the id.
  if (process.platform !== "linux") return true;
  try {
    return (await readFile(`/proc/${pid}/comm`, "utf8")).startsWith("postgres");
  } catch {
    return false;
  }
}

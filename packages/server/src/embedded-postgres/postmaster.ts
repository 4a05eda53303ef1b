import { chmod, open, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SETTINGS_FILE } from "./cluster.ts";
import { type Access, readAccess, writeAccess } from "./cluster-access.ts";
import { giveTo, type Place } from "./cluster-place.ts";
import { isServing } from "./ensure-database.ts";
import { isErrorCode } from "./file-state.ts";
import { findFreePort } from "./free-port.ts";
import { disownDeadPostmaster, findPostmaster } from "./postmaster-file.ts";
import { runBinary } from "./run-binary.ts";

/** How long the backends of a killed server may take to release its memory. */
const RETRY_START_MS = 15_000;
/** How long a recovery after a crash may take, in seconds. */
const START_TIMEOUT_S = 60;
const STOP_TIMEOUT_S = 30;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const LOG_TAIL_LINES = 20;

/** Reasons that are worth a retry: backends that are still ending, and a port that was taken in between. */
const PASSING_REASON =
  /pre-existing shared memory block|lock file ".*" already exists|Address already in use|could not bind/;

/** How to reach the server that already runs on this cluster, or null when none does. */
export async function findServing(cluster: string): Promise<Access | null> {
  const access = await readAccess(cluster);
  if (access === null) return null;
  const deadline = performance.now() + START_TIMEOUT_S * 1000;
  // A server that is starting or recovering has its file but refuses connections for a while.
  for (;;) {
    const postmaster = await findPostmaster(cluster);
    if (postmaster === null) return null;
    const current = { ...access, port: postmaster.port };
    if (await isServing(current, cluster)) return current;
    if (performance.now() > deadline) {
      throw new Error(
        `A Postgres (process ${postmaster.pid}) runs on ${cluster} but has not answered for ${START_TIMEOUT_S} s. ` +
          `Check its log, or stop it with \`kill ${postmaster.pid}\` and try again.`,
      );
    }
    await pause(100);
  }
}

/** Starts the server on a free loopback port, the previous one if possible. */
export async function startPostmaster(place: Place): Promise<Access> {
  const deadline = performance.now() + RETRY_START_MS;
  await prepareLog(place);
  for (;;) {
    await disownDeadPostmaster(place.cluster);
    const access = await chooseAccess(place);
    const logStart = (await stat(place.log)).size;
    const { exitCode, output } = await runBinary(
      place.binaries.pgCtl,
      ["start", "-w", "-t", String(START_TIMEOUT_S), "-s", "-D", place.cluster, "-l", place.log],
      place.account,
    );
    if (exitCode === 0) return access;
    const logged = (await readFile(place.log)).subarray(logStart).toString("utf8");
    if (!PASSING_REASON.test(logged) || performance.now() > deadline) {
      throw startFailure(place, `${output}\n${logged}`);
    }
    await pause(250);
  }
}

/** Stops the server: open transactions are rolled back, committed data is on disk. */
export async function stopPostmaster(place: Place): Promise<void> {
  const { exitCode, output } = await runBinary(
    place.binaries.pgCtl,
    ["stop", "-m", "fast", "-w", "-t", String(STOP_TIMEOUT_S), "-s", "-D", place.cluster],
    place.account,
  );
  if (exitCode === 0 || (await findPostmaster(place.cluster)) === null) return;
  throw new Error(
    `The embedded Postgres in ${place.folder} did not stop: ${output}. Its log is ${place.log}.`,
  );
}

async function chooseAccess(place: Place): Promise<Access> {
  const previous = await readAccess(place.cluster);
  if (previous === null) throw new Error(`${place.cluster} has lost the file with its password.`);
  const access = { ...previous, port: await findFreePort(previous.port) };
  const settings = join(place.cluster, SETTINGS_FILE);
  await writeFile(settings, renderSettings(access.port));
  await giveTo(place.account, settings);
  await writeAccess(place.cluster, access, place.account);
  return access;
}

function renderSettings(port: number): string {
  return `# Written at each start. fsync and synchronous_commit keep their safe defaults.
port = ${port}
listen_addresses = '127.0.0.1'
# No socket: its path would have to be short, and its folder open to both users.
unix_socket_directories = ''
shared_buffers = '128MB'
timezone = 'UTC'
log_timezone = 'UTC'
`;
}

/** Creates the log for the account before the server opens it, because the account must own it. */
async function prepareLog(place: Place): Promise<void> {
  try {
    if ((await stat(place.log)).size > LOG_LIMIT_BYTES) await rename(place.log, `${place.log}.1`);
  } catch (error) {
    if (!isErrorCode(error, "ENOENT")) throw error;
  }
  const file = await open(place.log, "a");
  await file.close();
  await chmod(place.log, 0o600);
  await giveTo(place.account, place.log);
}

function startFailure(place: Place, output: string): Error {
  const tail = output.trim().split("\n").slice(-LOG_TAIL_LINES).join("\n");
  return new Error(
    `The embedded Postgres in ${place.folder} did not start. The end of its log:\n${tail}\n` +
      `The full log is ${place.log}. To use a Postgres of your own instead, set DATABASE_URL.`,
  );
}

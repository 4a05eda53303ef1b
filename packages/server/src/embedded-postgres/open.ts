import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ensureCluster } from "./cluster.ts";
import { connectionStringFor } from "./cluster-access.ts";
import { type Place, recordPlace } from "./cluster-place.ts";
import { ensureDatabase } from "./ensure-database.ts";
import { registerOpener } from "./openers.ts";
import { withOpeningLock } from "./opening-lock.ts";
import { findServing, startPostmaster, stopPostmaster } from "./postmaster.ts";

/** A running server that this process relies on. */
export interface EmbeddedPostgres {
  /** The product's database, with a password that is valid only for this data folder. */
  readonly connectionString: string;
  /** The server was already running: started by another process, or left over from one that was killed. */
  readonly adopted: boolean;
  /** Gives the server up; the last process to do so stops it. Later calls do nothing more. */
  stop(): Promise<void>;
}

/** Other accounts may enter but not list the folder, because root's Postgres runs under another account. */
export async function makeDataFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
}

/**
 * Opens the Postgres of a data folder: creates it the first time, starts it if it is not running, adopts it if it is.
 * Several processes may open the same folder at once and share one server.
 *
 * @example
 * const postgres = await openEmbeddedPostgres({ dataDir: ".data", log: console.error });
 * try {
 *   await migrate(postgres.connectionString);
 * } finally {
 *   await postgres.stop();
 * }
 */
export async function openEmbeddedPostgres(options: {
  readonly dataDir: string;
  readonly log: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await makeDataFolder(dataDir);
  const lockFile = join(dataDir, "postgres.lock");
  return await withOpeningLock(lockFile, async () => {
    const place = await recordPlace(dataDir);
    await ensureCluster(place);
    const running = await findServing(place.cluster);
    const access = running ?? (await startPostmaster(place));
    await ensureDatabase(access);
    const withdraw = await registerOpener(place.folder);
    const adopted = running !== null;
    options.log(describeOpening(place, access.port, adopted));
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= withOpeningLock(lockFile, async () => {
        if (await withdraw()) await stopPostmaster(place);
      });
      return stopping;
    };
    return { connectionString: connectionStringFor(access), adopted, stop };
  });
}

function describeOpening(place: Place, port: number, adopted: boolean): string {
  const as = place.account === null ? "" : ` as user ${place.account.name}`;
  return `Embedded Postgres ${adopted ? "adopted" : "started"} on 127.0.0.1:${port}${as}, data in ${place.folder}`;
}

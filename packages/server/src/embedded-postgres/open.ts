import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { connectionStringFor } from "./access.ts";
import { ensureCluster } from "./cluster.ts";
import { ensureDatabase } from "./database.ts";
import { registerOpener } from "./openers.ts";
import { withOpeningLock } from "./opening-lock.ts";
import { type Place, settlePlace } from "./place.ts";
import { findServing, startPostmaster, stopPostmaster } from "./postmaster.ts";

/** A running server that this process relies on. */
export interface EmbeddedPostgres {
  /** The product's database, with a password that is good for this data folder only. */
  readonly connectionString: string;
  /** It ran already: started by another process, or left behind by one that was killed. */
  readonly adopted: boolean;
  /** Gives the server up; the last process that does so stops it. May be called again. */
  stop(): Promise<void>;
}

/** Others may pass through but not look around: root's Postgres runs under another account. */
export async function makeDataFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
}

/**
 * Opens the Postgres that lives in a data folder: makes it at first, starts it if it does not run,
 * adopts it if it does. Several processes may open the same folder at once and share one server.
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
    const place = await settlePlace(dataDir);
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

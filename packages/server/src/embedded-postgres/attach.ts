import { join, resolve } from "node:path";
import { connectionStringFor } from "./cluster-access.ts";
import { readPlaceFolder } from "./cluster-place.ts";
import { findServing } from "./postmaster.ts";

/**
 * The connection string of the server that already runs on a data folder, or null when none runs. Starts nothing and
 * does not affect when the server stops: for commands that run next to a running product.
 */
export async function attachEmbeddedPostgres(options: {
  readonly dataDir: string;
}): Promise<string | null> {
  const folder = await readPlaceFolder(resolve(options.dataDir));
  const access = await findServing(join(folder, "cluster"));
  return access === null ? null : connectionStringFor(access);
}

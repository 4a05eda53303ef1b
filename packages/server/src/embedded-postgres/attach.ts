import { join, resolve } from "node:path";
import { connectionStringFor } from "./access.ts";
import { readPlaceFolder } from "./place.ts";
import { findServing } from "./postmaster.ts";

/**
 * The connection string of the server that already runs on a data folder, or null when none runs.
 * Starts nothing and takes no part in when it stops: for commands beside a running product.
 */
export async function attachEmbeddedPostgres(options: {
  readonly dataDir: string;
}): Promise<string | null> {
  const folder = await readPlaceFolder(resolve(options.dataDir));
  const access = await findServing(join(folder, "cluster"));
  return access === null ? null : connectionStringFor(access);
}

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A data folder of a run's own. */
export interface DataFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes one that the unprivileged user whom Postgres runs as under root can enter too. */
export async function makeDataFolder(): Promise<DataFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), "followthrough-e2e-"));
  await chmod(folder, 0o711);
  return {
    path: folder,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

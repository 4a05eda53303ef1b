import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { USER, writeAccess } from "./cluster-access.ts";
import { giveTo, type Place } from "./cluster-place.ts";
import { ownerOf } from "./file-state.ts";
import { runBinary } from "./run-binary.ts";

/** The file with the settings that each start writes; the cluster's own configuration includes it. */
export const SETTINGS_FILE = "followthrough.conf";

/**
 * Creates the cluster if there is none yet. A crash in between leaves only a draft, which the next run deletes: a
 * folder with the cluster's name is always complete.
 */
export async function ensureCluster(place: Place): Promise<void> {
  if ((await ownerOf(place.cluster)) !== null) return;
  await removeDrafts(place);
  const password = randomBytes(24).toString("hex");
  const draft = `${place.cluster}.draft-${randomBytes(4).toString("hex")}`;
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await giveTo(place.account, draft);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(place.account, passwordFile);
  try {
    await initialize(place, draft, passwordFile);
    await appendFile(join(draft, "postgresql.conf"), `\ninclude '${SETTINGS_FILE}'\n`);
    await writeAccess(draft, { password, port: 0 }, place.account);
    await rename(draft, place.cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialize(place: Place, draft: string, passwordFile: string): Promise<void> {
  const { exitCode, output } = await runBinary(
    place.binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The C locale sorts the same on every machine, and an upgrade of the system's locales can't change it.
      "--locale=C",
      "--no-instructions",
    ],
    place.account,
  );
  if (exitCode === 0) return;
  throw new Error(
    `The database in ${place.folder} could not be created (initdb ended with ${exitCode}):\n${output}\n` +
      "Check that the disk has space and the folder is writable, or set DATABASE_URL to a Postgres of your own.",
  );
}

async function removeDrafts(place: Place): Promise<void> {
  const prefix = `${basename(place.cluster)}.draft-`;
  for (const name of await readdir(place.folder)) {
    if (name.startsWith(prefix)) await rm(join(place.folder, name), { recursive: true });
  }
}

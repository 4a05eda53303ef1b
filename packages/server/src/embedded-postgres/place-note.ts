import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { readIfPresent } from "./file-state.ts";

const NOTE_NAME = "postgres-is-elsewhere.txt";
const FOLDER_LINE = /^Folder: (.+)$/m;

/** The folder that the note in a data folder points to, or null when there is no note. */
export async function readPlaceNote(dataDir: string): Promise<string | null> {
  const path = join(dataDir, NOTE_NAME);
  const note = await readIfPresent(path);
  if (note === null) return null;
  const folder = FOLDER_LINE.exec(note)?.[1]?.trim();
  if (folder === undefined) {
    throw new Error(
      `${path} should have a line \`Folder: ...\` that says where the database is, but has none. ` +
        "Put it back, or delete the data folder to start again.",
    );
  }
  return folder;
}

/** Writes the note for later runs and for people. */
export async function writePlaceNote(
  dataDir: string,
  folder: string,
  account: Account,
): Promise<void> {
  const path = join(dataDir, NOTE_NAME);
  const draft = `${path}.draft`;
  await writeFile(
    draft,
    `The embedded Postgres of this data folder is elsewhere.

Postgres refuses to run as root, so it runs as the user ${account.name}, who can't enter this folder.

Folder: ${folder}

Delete that folder together with this one.
`,
  );
  await rename(draft, path);
}

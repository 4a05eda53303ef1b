import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, mkdir, rmdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Account, canEnter, chooseAccount } from "./account.ts";
import { type Binaries, canRun, copyBinaries, findBinaries } from "./binaries.ts";
import { ownerOf } from "./file-state.ts";
import { readPlaceNote, writePlaceNote } from "./place-note.ts";

/** The folders of one embedded Postgres, and the account that it runs under. */
export interface Place {
  /** Contains everything that belongs to this server. */
  readonly folder: string;
  /** Postgres's own data folder, which only the account may enter. */
  readonly cluster: string;
  readonly log: string;
  /** Null when Postgres runs as this process's own user. */
  readonly account: Account | null;
  readonly binaries: Binaries;
}

/**
 * Decides where the server of a data folder has its files. Once decided, this never changes.
 *
 * They are inside the data folder, unless this process is root and the account that Postgres must run under can't
 * enter it (a project under `/root`, or in a folder created by `mktemp -d`). Then they are in a folder elsewhere, and a
 * note in the data folder says which.
 */
export async function recordPlace(dataDir: string): Promise<Place> {
  const noted = await readPlaceNote(dataDir);
  const inside = join(dataDir, "postgres");
  const folder = noted ?? inside;
  const account = await chooseAccount(join(folder, "cluster"));
  const found = await findBinaries();
  if (account === null) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return describe(folder, dataDir, null, found);
  }
  const binaries = (await canRun(found, account)) ? found : await shelveBinaries(found, account);
  await makeEnterable(folder);
  if (await canEnter(account, folder)) return describe(folder, dataDir, account, binaries);
  const clusterOwner = await ownerOf(join(folder, "cluster"));
  if (clusterOwner !== null) {
    throw new Error(
      `The user ${account.name}, under whom Postgres must run here, can't reach the database in ${folder}. ` +
        `Let that user enter the folders above it (chmod o+x), or run this as an ordinary user.`,
    );
  }
  const elsewhere = await makeFolderElsewhere(dataDir, account);
  if (folder === inside) await rmdir(inside);
  await writePlaceNote(dataDir, elsewhere, account);
  return describe(elsewhere, dataDir, account, binaries);
}

/** Where the server of a data folder would be; creates and checks nothing. */
export async function readPlaceFolder(dataDir: string): Promise<string> {
  return (await readPlaceNote(dataDir)) ?? join(dataDir, "postgres");
}

/** Makes the account the owner of a file or folder, if there is an account. */
export async function giveTo(account: Account | null, path: string): Promise<void> {
  if (account !== null) await chown(path, account.uid, account.gid);
}

function describe(
  folder: string,
  dataDir: string,
  account: Account | null,
  binaries: Binaries,
): Place {
  const isInside = folder === join(dataDir, "postgres");
  return {
    folder,
    cluster: join(folder, "cluster"),
    log: join(isInside ? dataDir : folder, "postgres.log"),
    account,
    binaries,
  };
}

/** The folders that root tries for the account, best first. */
function shelves(): readonly string[] {
  return ["/var/lib/followthrough", join(tmpdir(), "followthrough")];
}

async function shelveBinaries(found: Binaries, account: Account): Promise<Binaries> {
  const refusals: string[] = [];
  for (const shelf of shelves()) {
    try {
      await makeTrustedShelf(shelf);
      const copied = await copyBinaries(found, shelf);
      if (await canRun(copied, account)) return copied;
      refusals.push(`${shelf}: not runnable there`);
    } catch (error) {
      refusals.push(`${shelf}: ${String(error)}`);
    }
  }
  throw nowhere("Postgres's programs", account, refusals);
}

async function makeFolderElsewhere(dataDir: string, account: Account): Promise<string> {
  // The hash shows people which data folder it belongs to. The random part keeps the database of a deleted data folder
  // from reappearing in a new one at the same path.
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const name = `${hash}-${randomBytes(4).toString("hex")}`;
  const refusals: string[] = [];
  for (const shelf of shelves()) {
    try {
      await makeTrustedShelf(shelf);
      const folder = join(shelf, name);
      await makeEnterable(folder);
      if (await canEnter(account, folder)) return folder;
      refusals.push(`${shelf}: can't be entered`);
    } catch (error) {
      refusals.push(`${shelf}: ${String(error)}`);
    }
  }
  throw nowhere("the database", account, refusals);
}

async function makeEnterable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Set again, because the umask may have removed bits in `mkdir`.
  await chmod(folder, 0o711);
}

/** Another user may already have taken a name under a shared temporary folder. */
async function makeTrustedShelf(shelf: string): Promise<void> {
  if ((await ownerOf(shelf)) === null) await makeEnterable(shelf);
  const { uid, mode } = await stat(shelf);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new Error(`${basename(shelf)} belongs to somebody else or can be written by others`);
  }
}

function nowhere(what: string, account: Account, refusals: readonly string[]): Error {
  return new Error(
    `There is no place for ${what} that the user ${account.name} can reach (${refusals.join("; ")}). ` +
      "Run this as an ordinary user, or set DATABASE_URL to a Postgres of your own.",
  );
}

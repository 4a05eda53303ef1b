import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { ownerOf } from "./file-state.ts";

const execFileAsync = promisify(execFile);

/** The system account that Postgres runs under when this process may not run it itself. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Postgres packages create the first; every Unix has the second. */
const UNPRIVILEGED_NAMES = ["postgres", "nobody"] as const;

/**
 * Postgres refuses to run as root, so root runs it under an unprivileged account. Every other user runs it as
 * themselves, which is `null`.
 *
 * @param clusterFolder if it exists, the account that owns it is used
 */
export async function chooseAccount(clusterFolder: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await ownerOf(clusterFolder);
  if (owner !== null && owner !== 0) return readAccount(String(owner));
  for (const name of UNPRIVILEGED_NAMES) {
    const account = await readAccount(name).catch(() => null);
    if (account !== null && account.uid !== 0) return account;
  }
  throw new Error(
    "Postgres refuses to run as root, and there is neither a user `postgres` nor `nobody` to run it as. " +
      "Run this as an ordinary user, or set DATABASE_URL to a Postgres of your own.",
  );
}

/** Whether the account can enter a folder. The kernel decides, so that access lists and mounts count. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  // `cwd` would not work: a child process changes its folder before it gives up root.
  const probe = spawn("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], {
    uid: account.uid,
    gid: account.gid,
    stdio: "ignore",
  });
  const [exitCode] = await once(probe, "exit");
  return exitCode === 0;
}

async function readAccount(nameOrId: string): Promise<Account> {
  const [uid, gid, name] = await Promise.all(
    ["-u", "-g", "-nu"].map(async (option) => {
      const { stdout } = await execFileAsync("id", [option, nameOrId]);
      return stdout.trim();
    }),
  );
  return { uid: Number(uid), gid: Number(gid), name: name ?? nameOrId };
}

import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { installPackage } from "../debian.ts";

const execFileAsync = promisify(execFile);

/** Debian and Ubuntu keep every major version in a folder of its own. */
const SHELF = "/usr/lib/postgresql";
const PACKAGE = "postgresql-15";

/** Postgres's programs, the server's and the client's from one folder. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly pgbench: string;
  /** As the server itself says it. */
  readonly version: string;
}

/** @returns the newest installed Postgres that brings pgbench, or `null` */
async function findPostgres(): Promise<PostgresBinaries | null> {
  const [folder] = shelved().filter((bin) =>
    ["initdb", "pg_ctl", "postgres", "pgbench"].every((name) => existsSync(join(bin, name))),
  );
  if (folder === undefined) return null;
  const { stdout } = await execFileAsync(join(folder, "postgres"), ["--version"]);
  return {
    initdb: join(folder, "initdb"),
    pgCtl: join(folder, "pg_ctl"),
    pgbench: join(folder, "pgbench"),
    version: stdout.trim(),
  };
}

/** Installs what is missing where that is possible. @throws with what to install by hand */
export async function ensurePostgres(): Promise<PostgresBinaries> {
  const found = await findPostgres();
  if (found !== null) return found;
  const reason = await installPackage(PACKAGE);
  const installed = await findPostgres();
  if (installed !== null) return installed;
  throw new Error(
    `pgbench and its server are missing, and could not be installed (${reason ?? "the package brought none"}). ` +
      `Install them with \`apt-get install ${PACKAGE}\`, so that product and peers run on the same binaries.`,
  );
}

function shelved(): string[] {
  if (!existsSync(SHELF)) return [];
  return readdirSync(SHELF)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((major) => join(SHELF, major, "bin"));
}

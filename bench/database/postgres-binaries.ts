import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

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
export async function findPostgres(): Promise<PostgresBinaries | null> {
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
  let reason = "only root may install packages";
  if (process.getuid?.() === 0) {
    console.log(`Installing ${PACKAGE}, which brings pgbench`);
    reason = await install();
    const installed = await findPostgres();
    if (installed !== null) return installed;
  }
  throw new Error(
    `pgbench and its server are missing, and could not be installed (${reason}). ` +
      `Install them with \`apt-get install ${PACKAGE}\`, so that product and peers run on the same binaries.`,
  );
}

/** @returns why it may not have worked */
async function install(): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await execFileAsync("apt-get", ["update"], { env });
    await execFileAsync("apt-get", ["install", "-y", "--no-install-recommends", PACKAGE], { env });
    return "the package brought no pgbench";
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  }
}

function shelved(): string[] {
  if (!existsSync(SHELF)) return [];
  return readdirSync(SHELF)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((major) => join(SHELF, major, "bin"));
}

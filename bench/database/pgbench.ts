import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "../work.ts";

const execFileAsync = promisify(execFile);

/** How many sessions pgbench keeps busy, and its threads: one a core of a small machine. */
const CLIENTS = 32;
const THREADS = 2;

/** What pgbench counted. */
export interface PgbenchResult {
  readonly transactionsPerSecond: number;
  readonly transactions: number;
}

/**
 * Runs a script with pgbench, prepared, each statement its own transaction.
 *
 * @throws when a transaction failed
 */
export async function runPgbench(
  { cluster, folder }: Context,
  url: string,
  script: string,
  seconds: number,
): Promise<PgbenchResult> {
  const file = join(folder, "pgbench.sql");
  await writeFile(file, script);
  const { stdout } = await execFileAsync(cluster.binaries.pgbench, [
    ...["--no-vacuum", "--protocol=prepared", `--file=${file}`],
    ...[`--client=${CLIENTS}`, `--jobs=${THREADS}`, `--time=${seconds}`],
    url,
  ]);
  const failed = numberAfter(stdout, /number of failed transactions: (\d+)/);
  if (failed !== 0) throw new Error(`pgbench had failed transactions:\n${stdout}`);
  return {
    transactionsPerSecond: numberAfter(stdout, /tps = ([\d.]+) \(without/),
    transactions: numberAfter(stdout, /number of transactions actually processed: (\d+)/),
  };
}

function numberAfter(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`pgbench said something unexpected:\n${text}`);
  return Number(found);
}

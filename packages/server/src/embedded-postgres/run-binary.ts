import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Account } from "./account.ts";

/** How one of Postgres's own programs ended, and what it said on both streams. */
export interface BinaryOutcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs one of Postgres's programs to its end; throws only when it could not be started. */
export function runBinary(
  path: string,
  args: readonly string[],
  account: Account | null,
): Promise<BinaryOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      // Our own folder may be closed to the account, and Postgres complains about that.
      cwd: account === null ? dirname(path) : "/",
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, output: output.trim() }));
  });
}

/** PGDATA, PGPORT and their like would quietly point these programs at somebody else's cluster. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}

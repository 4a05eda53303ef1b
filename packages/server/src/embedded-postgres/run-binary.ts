import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Account } from "./account.ts";

/** The exit code of one of Postgres's own programs, and its output on both streams. */
export interface BinaryOutcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs one of Postgres's programs until it ends; throws only when it could not be started. */
export function runBinary(
  path: string,
  args: readonly string[],
  account: Account | null,
): Promise<BinaryOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      // The account may have no access to our own folder, and Postgres complains about that.
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

// The programs need no more. On Windows, sockets need the system's folder.
const KEPT = ["PATH", "HOME", "LANG", "SystemRoot"].map((name) => name.toUpperCase());

/**
 * Postgres runs under another account, and SQL can read its environment: it must hold no secret of ours. `PGDATA`,
 * `PGPORT` and the like would silently point the programs at another cluster.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.includes(name.toUpperCase()));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}

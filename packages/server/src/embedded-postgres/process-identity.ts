import { readFile } from "node:fs/promises";
import { isErrorCode } from "./file-state.ts";

/**
 * A process that can be recognised later: its id and, where the system tells, when it started.
 *
 * The id alone is not enough. A restarted container hands out the same small ids again, and a
 * lock of the previous run would then look held for ever.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot id and start tick on Linux; empty elsewhere. */
  readonly started: string;
}

/** The identity of a process, or null when no process has that id now. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  if (!isSignalable(pid)) return null;
  if (process.platform !== "linux") return { pid, started: "" };
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // The command's name is in brackets and may hold spaces. After it come the state and, as the
    // 20th field, the start tick.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A dead process whose parent never asks for it, as in a container without an init, keeps its
    // id and takes signals, but does nothing any more.
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return { pid, started: `${boot.trim()}:${fields[19] ?? ""}` };
  } catch {
    return null;
  }
}

/** Whether the very process that was recorded still runs, not another one that got its id. */
export async function isStillRunning(recorded: ProcessIdentity): Promise<boolean> {
  const current = await identifyProcess(recorded.pid);
  return current !== null && current.started === recorded.started;
}

/** Reads back what was written with `JSON.stringify(identity)`; null for anything else. */
export function parseProcessIdentity(text: string): ProcessIdentity | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  if (!("pid" in value) || !Number.isSafeInteger(value.pid) || typeof value.pid !== "number") {
    return null;
  }
  if (!("started" in value) || typeof value.started !== "string") return null;
  return { pid: value.pid, started: value.started };
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return isErrorCode(error, "EPERM");
  }
}

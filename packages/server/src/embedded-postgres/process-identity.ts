import { readFile } from "node:fs/promises";
import { isErrorCode } from "./file-state.ts";

/**
 * A process that can be recognized later: its id and, if the system reports it, when it started.
 *
 * The id alone is not enough. A restarted container assigns the same small ids again, and a lock of the previous run
 * would then look held forever.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot id and start tick on Linux; empty on other systems. */
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
    // The command's name is in parentheses and may contain spaces. The state follows it, and the start tick is the
    // 20th field after the name.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A dead process whose parent never reaps it, as in a container without an init, keeps its id and accepts
    // signals but does nothing.
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return { pid, started: `${boot.trim()}:${fields[19] ?? ""}` };
  } catch {
    return null;
  }
}

/** Whether the recorded process itself still runs, and not another one that got its id. */
export async function isStillRunning(recorded: ProcessIdentity): Promise<boolean> {
  const current = await identifyProcess(recorded.pid);
  return current !== null && current.started === recorded.started;
}

/** Parses the output of `JSON.stringify(identity)`; null for anything else. */
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
    // EPERM: the process runs, but belongs to another user.
    return isErrorCode(error, "EPERM");
  }
}

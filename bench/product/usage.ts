import { readFileSync } from "node:fs";

const LOOK_MS = 100;

/** Looks at a process until it is stopped, since one that is gone has no figures any more. */
export interface UsageWatch {
  stop(): Usage;
}

/** What a process needed. */
export interface Usage {
  /** The most memory that it ever had in RAM; 0 where the system does not report it. */
  readonly peakMegabytes: number;
  /** Processor time of all its threads. */
  readonly cpuSeconds: number;
}

/** Watches a process that will be gone when its figures are read. */
export function watchUsage(pid: number): UsageWatch {
  let usage = { peakMegabytes: 0, cpuSeconds: 0 };
  const timer = setInterval(() => {
    usage = {
      peakMegabytes: Math.max(usage.peakMegabytes, readMegabytes(pid, "VmHWM")),
      cpuSeconds: Math.max(usage.cpuSeconds, readCpuSeconds(pid)),
    };
  }, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      return usage;
    },
  };
}

/** @param field `VmHWM` the peak, `VmRSS` now; of a process that is gone 0 */
export function readMegabytes(pid: number, field: "VmHWM" | "VmRSS"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

// The unit of /proc: 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100;

/** Processor time that a process has had so far, all its threads together; 0 where the system does not report it. */
export function readCpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets, and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

import { findFreePort } from "../../packages/server/src/embedded-postgres/free-port.ts";
import { type Load, type LoadResult, runWrk } from "../load/wrk.ts";
import { type Context, requireBalance } from "../work.ts";
import { type Part, startPart } from "./part.ts";
import { readCpuSeconds } from "./usage.ts";

/** What a load found; times in milliseconds. */
export interface Answered extends LoadResult {
  /** Microseconds of processor time that the API had for each of them. */
  readonly cpuMicroseconds: number;
}

/** An API that load can be put on. */
export interface ApiUnderLoad extends Part {
  readonly port: number;
  /** @throws when a request was not answered, or refused */
  load(load: Load): Promise<Answered>;
}

/** Starts one API process on this database. */
export async function startApi(context: Context, databaseUrl: string): Promise<ApiUnderLoad> {
  const port = await findFreePort(0);
  const part = await startPart(context, "api", { databaseUrl, apiPort: port });
  return {
    ...part,
    port,
    async load(load) {
      const cpuBefore = readCpuSeconds(part.pid);
      const answered = await runWrk(port, load);
      const cpuSeconds = readCpuSeconds(part.pid) - cpuBefore;
      requireBalance(`${answered.failed} requests failed`, answered.failed === 0);
      return { ...answered, cpuMicroseconds: (cpuSeconds * 1e6) / answered.answered };
    },
  };
}

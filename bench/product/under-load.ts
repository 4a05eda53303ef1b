import { z } from "zod";
import { findFreePort } from "../../packages/server/src/embedded-postgres/free-port.ts";
import { askChild } from "../children/ask-child.ts";
import { type Context, requireBalance } from "../work.ts";
import { type Part, startPart } from "./part.ts";
import { readCpuSeconds } from "./usage.ts";

const Answered = z.object({
  /** Requests with a 2xx answer. */
  answered: z.number(),
  seconds: z.number(),
  failed: z.number(),
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
});

/** What a load found; times in milliseconds. */
export interface Answered extends z.infer<typeof Answered> {
  /** Microseconds of processor time that the API had for each of them. */
  readonly cpuMicroseconds: number;
}

/** What is asked of an API. */
interface Load {
  readonly what: "post-event" | "get-orchestration";
  readonly connections: number;
  readonly seconds: number;
  readonly orders: number;
}

/** An API that load can be put on. */
export interface ApiUnderLoad extends Part {
  readonly port: number;
  /** @throws when a request was not answered with 2xx */
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
      const answered = await askChild("load", { ...load, port }, Answered);
      const cpuSeconds = readCpuSeconds(part.pid) - cpuBefore;
      requireBalance(`${answered.failed} requests failed`, answered.failed === 0);
      return { ...answered, cpuMicroseconds: (cpuSeconds * 1e6) / answered.answered };
    },
  };
}

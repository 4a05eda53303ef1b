import { checkWritable, type EngineFigures, readEngineFigures } from "../db/health.ts";
import type { Context } from "./context.ts";

/** What reading the engine's health needs. */
export type EngineReader = Pick<Context, "pool">;

/** What is due, waiting and escalated. */
export function readEngine({ pool }: EngineReader): Promise<EngineFigures> {
  return readEngineFigures(pool);
}

/** Whether work can be done: the database takes writes. */
export async function isReady({ pool }: EngineReader): Promise<boolean> {
  try {
    await checkWritable(pool);
    return true;
  } catch {
    // Whatever it is, the answer is the same: not ready. The failing writes log their own cause.
    return false;
  }
}

import type { Context } from "../platform/context.ts";
import { checkWritable } from "../platform/postgres/clock.ts";
import { LATE_SLOTS, readMissedSlots, type SweepLateness } from "../recovery/missed-slots.ts";
import { type Counts, readCounts } from "./sql/engine-counts.ts";

/** What reading the engine's health needs. */
export type EngineReader = Pick<Context, "pool">;

/** The engine in figures. */
export interface EngineFigures extends Counts, SweepLateness {
  readonly isWritable: boolean;
}

/** What is due, waiting and escalated, and how late the sweep is; `null` when the database can't be read. */
export async function readEngine(
  { pool }: EngineReader,
  cron: string,
): Promise<EngineFigures | null> {
  try {
    const counts = await readCounts(pool);
    const lateness = await readMissedSlots({ pool }, cron);
    return { ...counts, ...lateness, isWritable: await isWritable(pool) };
  } catch {
    // Missing figures are visible in the metrics, and the failing work logs its own cause.
    return null;
  }
}

/** Whether work can be done: the database takes writes, and the sweep runs. */
export type Readiness = "ready" | "database_unavailable" | "sweep_late";

/** Checks that work can be done. */
export async function readReadiness({ pool }: EngineReader, cron: string): Promise<Readiness> {
  try {
    await checkWritable(pool);
    const { missedSlots } = await readMissedSlots({ pool }, cron);
    return missedSlots >= LATE_SLOTS ? "sweep_late" : "ready";
  } catch {
    // Any error has the same answer: not ready. The failing writes log their own cause.
    return "database_unavailable";
  }
}

/** Whether the database takes writes. */
export async function isWritable(pool: EngineReader["pool"]): Promise<boolean> {
  return checkWritable(pool).then(
    () => true,
    () => false,
  );
}

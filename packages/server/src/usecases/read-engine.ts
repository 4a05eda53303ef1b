import { type Counts, checkWritable, readCounts } from "../db/health.ts";
import type { Context } from "./context.ts";
import { LATE_SLOTS, readLateness, type SweepLateness } from "./sweep-lateness.ts";

/** What reading the engine's health needs. */
export type EngineReader = Pick<Context, "pool">;

/** The engine in figures. */
export interface EngineFigures extends Counts, SweepLateness {
  readonly isWritable: boolean;
}

/** What is due, waiting and escalated, and how late the sweep is; `null` where the database can't be read. */
export async function readEngine(
  { pool }: EngineReader,
  cron: string,
): Promise<EngineFigures | null> {
  try {
    const counts = await readCounts(pool);
    const lateness = await readLateness({ pool }, cron);
    return { ...counts, ...lateness, isWritable: await isWritable(pool) };
  } catch {
    // Figures that are missing say so themselves; what fails for that reason logs its own cause.
    return null;
  }
}

/** Whether work can be done: the database takes writes, and the sweep runs. */
export type Readiness = "ready" | "database_unavailable" | "sweep_late";

/** Checks that work can be done. */
export async function readReadiness({ pool }: EngineReader, cron: string): Promise<Readiness> {
  try {
    await checkWritable(pool);
    const { missedSlots } = await readLateness({ pool }, cron);
    return missedSlots >= LATE_SLOTS ? "sweep_late" : "ready";
  } catch {
    // Whatever it is, the answer is the same: not ready. The failing writes log their own cause.
    return "database_unavailable";
  }
}

async function isWritable(pool: EngineReader["pool"]): Promise<boolean> {
  return checkWritable(pool).then(
    () => true,
    () => false,
  );
}

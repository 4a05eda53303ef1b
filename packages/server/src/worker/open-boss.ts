import { PgBoss } from "pg-boss";
import type { Logger } from "pino";

/** How much of pg-boss a process runs. */
export interface BossOptions {
  readonly connectionString: string;
  readonly log: Logger;
  readonly max: number;
  /** Whether it also keeps the schedule, and gives the jobs of lost processes to others. */
  readonly keepsSchedule: boolean;
}

// How soon the jobs of a process that was killed are seen to be without one. A minute, the library's own choice, is
// long for a provider's message; each look is a few short statements.
const SUPERVISE_SECONDS = 5;

/** Opens the job queue. The caller closes it by `closeBoss`. */
export async function openBoss(options: BossOptions): Promise<PgBoss> {
  const { connectionString, log, max, keepsSchedule } = options;
  const boss = new PgBoss({
    connectionString,
    application_name: "followthrough jobs",
    max,
    supervise: keepsSchedule,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    schedule: keepsSchedule,
  });
  boss.on("error", (error) => log.error({ err: error }, "job queue"));
  try {
    return await boss.start();
  } catch (error) {
    await closeBoss(boss);
    throw error;
  }
}

/** Lets the jobs under way end, then closes the connections. */
export async function closeBoss(boss: PgBoss): Promise<void> {
  await boss.stop({ graceful: true, timeout: 20_000 });
}

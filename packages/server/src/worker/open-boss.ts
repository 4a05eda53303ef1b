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

/** Opens the job queue. The caller closes it by `closeBoss`. */
export async function openBoss(options: BossOptions): Promise<PgBoss> {
  const { connectionString, log, max, keepsSchedule } = options;
  const boss = new PgBoss({
    connectionString,
    application_name: "followthrough jobs",
    max,
    supervise: keepsSchedule,
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

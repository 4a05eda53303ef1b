import { PgBoss } from "pg-boss";
import type { Logger } from "pino";

/** Which parts of pg-boss a process runs. */
export interface BossOptions {
  readonly connectionString: string;
  readonly log: Logger;
  readonly max: number;
  /** Whether it also keeps the schedule and gives the jobs of dead processes to others. */
  readonly keepsSchedule: boolean;
}

// How soon the jobs of a killed process are noticed. The library's default of one minute is long for a provider's
// message, and each check is a few short statements.
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

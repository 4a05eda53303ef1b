import { setTimeout as pause } from "node:timers/promises";
import { checkWritable } from "../../platform/postgres/clock.ts";
import { isUnavailable } from "../../platform/unavailable.ts";
import type { AppContext } from "../app-context.ts";

const LOOK_AGAIN_MS = 1_000;

/** Waits while the database is unreachable, so that a process that starts then does not end. */
export async function untilDatabaseAnswers({ pool, log }: AppContext): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await checkWritable(pool);
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (tries === 0) log.warn({ err: error }, "waiting for the database");
      await pause(LOOK_AGAIN_MS);
    }
  }
}

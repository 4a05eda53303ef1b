import { setTimeout as pause } from "node:timers/promises";
import { isUnavailable } from "../db/database.ts";
import { checkWritable } from "../db/health.ts";
import type { Context } from "../usecases/context.ts";

const LOOK_AGAIN_MS = 1_000;

/** Waits for a database that is away for the moment: whoever starts then must not end for it. */
export async function untilDatabaseAnswers({ pool, log }: Context): Promise<void> {
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

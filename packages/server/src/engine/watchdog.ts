import type { EngineAlert } from "../alerts/raise-alert.ts";
import type { Context } from "../platform/context.ts";
import { createRepeatedTask } from "../platform/jobs/repeated-task.ts";
import { latenessSentence } from "./lateness-sentence.ts";

/** A running watchdog. */
export interface Watchdog {
  stop(): Promise<void>;
}

const LOOK_AGAIN_MS = 60_000;

/**
 * Checks whether the sweep is late, from a process other than the one that sweeps, and raises one alert per
 * incident. It checks a second time before it raises one: a product that was off overnight is late when it
 * starts, and has caught up a moment later.
 *
 * @param cron the schedule that the sweep should keep
 * @param lookAgainMs the pause between two checks
 */
export function startWatchdog(
  context: Context,
  cron: string,
  raise: (alert: EngineAlert) => Promise<void>,
  lookAgainMs = LOOK_AGAIN_MS,
): Watchdog {
  let seen: string | undefined;
  let raised: string | undefined;
  const watch = createRepeatedTask(
    async () => {
      const alert = await latenessSentence(context, cron);
      const isSeenAgain = alert !== null && alert.subject === seen;
      seen = alert?.subject;
      if (alert === null || !isSeenAgain || alert.subject === raised) return;
      context.log.error({ subject: alert.subject, details: alert.sentence }, alert.title);
      await raise(alert);
      raised = alert.subject;
    },
    lookAgainMs,
    context.log,
  );
  watch.wake();
  return { stop: () => watch.stop() };
}

import type { EnginePage } from "@followthrough/core/contract";
import { listStuckPrompts } from "../delivery/sql/prompt-details.ts";
import type { Context } from "../platform/context.ts";
import { latestSlot, nextSlot } from "../platform/cron-slots.ts";
import { iso } from "../platform/postgres/times.ts";
import { listMessages } from "../providers/sql/inbox.ts";
import { readMissedSlots } from "../recovery/missed-slots.ts";
import { listSweeps } from "../recovery/sql/sweeps.ts";
import { judgeEngine } from "./engine-signs.ts";
import { isWritable } from "./read-engine.ts";
import { readCounts } from "./sql/engine-counts.ts";

const SHOWN = 50;

/** The state of the engine, and whether an operator has to act. */
export async function readEnginePage(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<EnginePage> {
  const [counts, lateness, sweeps, stuck, dead, takesWrites] = await Promise.all([
    readCounts(pool),
    readMissedSlots({ pool }, cron),
    listSweeps(pool, null, SHOWN),
    listStuckPrompts(pool, SHOWN),
    listMessages(pool, { source: null, state: "dead", orderId: null }, null, SHOWN),
    isWritable(pool),
  ]);
  const { now, missedSlots } = lateness;
  const next = nextSlot(cron, now);
  const prompts = (...states: readonly string[]) =>
    states.reduce((sum, state) => sum + (counts.prompts.get(state) ?? 0), 0);
  const finished = sweeps.find(({ summary }) => summary.finishedAt !== null);
  const signs = judgeEngine({
    isWritable: takesWrites,
    missedSlots,
    oldestOverdueSeconds: counts.oldestOverdueSeconds,
    slotSeconds: (next - latestSlot(cron, now)) / 1_000,
    failedDecisions: finished?.summary.failed ?? 0,
    unknownPrompts: prompts("unknown"),
    deadPrompts: prompts("dead"),
    waitingPrompts: prompts("pending", "retry", "sending"),
    deadAlerts: counts.alerts
      .filter(({ state }) => state === "dead")
      .reduce((sum, { count }) => sum + count, 0),
    parkedFacts: counts.parkedFacts,
    deadMessages: counts.inbox.get("dead") ?? 0,
  });
  return {
    asOf: iso(now),
    signs: [...signs],
    cron,
    nextSweepAt: iso(next),
    missedSlots,
    oldestOverdueSeconds: counts.oldestOverdueSeconds,
    backlog: counts.backlog.map((row) => ({ ...row })),
    prompts: named(counts.prompts),
    escalations: named(counts.escalations),
    alerts: counts.alerts.map((row) => ({ ...row })),
    inbox: named(counts.inbox),
    deadMessages: dead.map(({ message }) => message),
    paused: counts.paused,
    parkedFacts: counts.parkedFacts,
    sweeps: sweeps.map(({ summary }) => summary),
    stuck,
  };
}

function named(counts: ReadonlyMap<string, number>) {
  return [...counts].map(([name, count]) => ({ name, count }));
}

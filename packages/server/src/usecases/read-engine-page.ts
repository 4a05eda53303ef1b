import type { EnginePage } from "@followthrough/core/contract";
import { judgeEngine } from "@followthrough/core/domain";
import { checkWritable, readCounts } from "../db/health.ts";
import { listMessages } from "../db/inbox.ts";
import { iso } from "../db/orchestration-row.ts";
import { listStuckPrompts } from "../db/prompt-details.ts";
import { listSweeps } from "../db/sweeps.ts";
import type { Context } from "./context.ts";
import { latestSlot, nextSlot } from "./cron-slots.ts";
import { readLateness } from "./sweep-lateness.ts";

const SHOWN = 50;

/** How the engine runs, and whether somebody has to act. */
export async function readEnginePage(
  { pool }: Pick<Context, "pool">,
  cron: string,
): Promise<EnginePage> {
  const [counts, lateness, sweeps, stuck, dead, isWritable] = await Promise.all([
    readCounts(pool),
    readLateness({ pool }, cron),
    listSweeps(pool, null, SHOWN),
    listStuckPrompts(pool, SHOWN),
    listMessages(pool, { source: null, state: "dead", orderId: null }, null, SHOWN),
    checkWritable(pool).then(
      () => true,
      () => false,
    ),
  ]);
  const { now, missedSlots } = lateness;
  const next = nextSlot(cron, now);
  const prompts = (...states: readonly string[]) =>
    states.reduce((sum, state) => sum + (counts.prompts.get(state) ?? 0), 0);
  const finished = sweeps.find(({ summary }) => summary.finishedAt !== null);
  const signs = judgeEngine({
    isWritable,
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

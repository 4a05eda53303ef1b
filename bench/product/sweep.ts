import { z } from "zod";
import { withClient } from "../database/query.ts";
import { type Context, requireBalance } from "../work.ts";
import { type Ended, runCommand } from "./part.ts";
import type { Usage } from "./usage.ts";

const Summary = z.object({
  processed: z.number(),
  prompted: z.number(),
  deferred: z.number(),
  suppressed: z.number(),
  escalations: z.number(),
  failed: z.number(),
  startedAt: z.string(),
  finishedAt: z.string(),
});

/** What sweeps did, by their own report. */
export interface Swept extends Usage {
  readonly processed: number;
  readonly prompted: number;
  readonly suppressed: number;
  /** From the first one's start to the last one's end, by the database's clock. */
  readonly seconds: number;
}

/** Runs `followthrough sweep` in so many processes at once. @throws when an order could not be decided */
export async function sweep(context: Context, databaseUrl: string, workers = 1): Promise<Swept> {
  const runs = await Promise.all(
    Array.from({ length: workers }, () =>
      runCommand(context, ["sweep", "--json"], { databaseUrl }),
    ),
  );
  const summaries = runs.map(summaryOf);
  const sum = (field: "processed" | "prompted" | "suppressed" | "failed") =>
    summaries.reduce((total, summary) => total + summary[field], 0);
  requireBalance(`${sum("failed")} orders were not decided`, sum("failed") === 0);
  const startedAt = Math.min(...summaries.map((each) => Date.parse(each.startedAt)));
  const finishedAt = Math.max(...summaries.map((each) => Date.parse(each.finishedAt)));
  return {
    processed: sum("processed"),
    prompted: sum("prompted"),
    suppressed: sum("suppressed"),
    seconds: (finishedAt - startedAt) / 1000,
    peakMegabytes: Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes)),
    cpuSeconds: runs.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
  };
}

function summaryOf({ output }: Ended): z.infer<typeof Summary> {
  return Summary.parse(JSON.parse(output));
}

/** How much longer the last tenth of a sweep's batches took than the first, from when each was claimed. */
export function lastTenthToFirst(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ at: number }>(
      `select (extract(epoch from recorded_at) * 1000)::float8 as at
      from orchestration_events where kind = 'sweep' group by recorded_at
      union all select (extract(epoch from max(finished_at)) * 1000)::float8 from sweeps order by at`,
    );
    const times = rows.map(({ at }) => at);
    const spans = times.slice(1).map((at, index) => at - (times[index] ?? at));
    const tenth = Math.max(1, Math.floor(spans.length / 10));
    const total = (some: readonly number[]) => some.reduce((sum, span) => sum + span, 0);
    return total(spans.slice(-tenth)) / total(spans.slice(0, tenth));
  });
}

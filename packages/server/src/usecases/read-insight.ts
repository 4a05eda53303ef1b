import type {
  Insight,
  InsightFigure,
  InsightOrder,
  InsightQuery,
} from "@followthrough/core/contract";
import { compareShares } from "@followthrough/core/domain";
import { z } from "zod";
import { countInsight } from "../db/insight.ts";
import { type InsightFilter, listInsightOrders, WINDOW_HOURS } from "../db/insight-orders.ts";
import { iso } from "../db/orchestration-row.ts";
import type { Context } from "./context.ts";
import { type Result, refuseField, succeed } from "./result.ts";

type Reader = Pick<Context, "pool">;

/** Figures of a period, and what recovery was worth three ways. */
export async function readInsight({ pool }: Reader, query: InsightQuery): Promise<Result<Insight>> {
  const filter = toFilter(query);
  if (filter.to <= filter.from) return refuseField("/to", "must be later than from");
  const counted = await countInsight(pool, filter);
  const { prompted, heldOut } = counted.lift;
  const difference = compareShares(prompted, heldOut);
  return succeed({
    from: iso(filter.from),
    to: iso(filter.to),
    windowHours: WINDOW_HOURS,
    ...counted.totals,
    funnel: counted.funnel,
    timeInStage: counted.times,
    recovered: {
      clicked: counted.clicked,
      movedOn: counted.movedOn,
      lift: {
        prompted,
        heldOut,
        difference: difference?.difference ?? null,
        low: difference?.low ?? null,
        high: difference?.high ?? null,
        extraOrders: difference === null ? null : difference.difference * prompted.orders,
      },
    },
    promptsPerOrder: counted.promptsPerOrder,
    optOut: counted.optOut,
    byDay: counted.byDay,
    byPolicy: counted.byPolicy,
  });
}

/** Which orders are behind a figure. */
export interface InsightAsked extends InsightQuery {
  readonly figure: InsightFigure;
  readonly prompts?: number | undefined;
}

const Cursor = z.strictObject({
  time: z.int().min(0).max(Date.parse("2100-01-01T00:00:00Z")),
  id: z.string().max(128),
});

/** The orders behind a figure, the latest placed first. */
export async function listFigure(
  { pool }: Reader,
  asked: InsightAsked,
  cursor: string | undefined,
  limit: number,
): Promise<Result<{ items: InsightOrder[]; nextCursor: string | null }>> {
  const filter = toFilter(asked);
  if (filter.to <= filter.from) return refuseField("/to", "must be later than from");
  const after = readCursor(cursor);
  if (after === undefined) return refuseField("/after", "is not a cursor of this list");
  const prompts = asked.prompts ?? 0;
  const rows = await listInsightOrders(pool, filter, asked.figure, prompts, after, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return succeed({
    items: shown.map(({ order }) => order),
    nextCursor: hasMore ? Buffer.from(JSON.stringify(last.position)).toString("base64url") : null,
  });
}

function toFilter({ from, to, stage, policy }: InsightQuery): InsightFilter {
  return {
    from: Date.parse(from),
    to: Date.parse(to),
    stage: stage ?? null,
    policy: policy ?? null,
  };
}

function readCursor(cursor: string | undefined): z.infer<typeof Cursor> | null | undefined {
  if (cursor === undefined) return null;
  try {
    const parsed = Cursor.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

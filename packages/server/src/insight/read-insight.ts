import type {
  Insight,
  InsightFigure,
  InsightOrder,
  InsightQuery,
} from "@followthrough/core/contract";
import { compareShares } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { badCursor, OrderCursor, type Page, readCursor, toPage } from "../platform/cursor-page.ts";
import { iso } from "../platform/postgres/times.ts";
import { type Result, refuseField, succeed } from "../platform/result.ts";
import { countInsight } from "./sql/insight.ts";
import { type InsightFilter, listInsightOrders, WINDOW_HOURS } from "./sql/insight-orders.ts";

type Reader = Pick<Context, "pool">;

/** Figures of a period, and what recovery achieved, measured three ways. */
export async function readInsight({ pool }: Reader, query: InsightQuery): Promise<Result<Insight>> {
  const filter = toFilter(query);
  if (filter.to <= filter.from) return refuseField("/to", { kind: "not_later_than_from" });
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

/** Which figure's orders to list. */
export interface InsightRequest extends InsightQuery {
  readonly figure: InsightFigure;
  readonly prompts?: number | undefined;
}

/** The orders behind a figure, the latest placed first. */
export async function listFigure(
  { pool }: Reader,
  asked: InsightRequest,
  cursor: string | undefined,
  limit: number,
): Promise<Result<Page<InsightOrder>>> {
  const filter = toFilter(asked);
  if (filter.to <= filter.from) return refuseField("/to", { kind: "not_later_than_from" });
  const after = readCursor(OrderCursor, cursor);
  if (after === undefined) return badCursor();
  const prompts = asked.prompts ?? 0;
  const rows = await listInsightOrders(pool, filter, asked.figure, prompts, after, limit + 1);
  const items = rows.map(({ order, position }) => ({ item: order, cursor: position }));
  return succeed(toPage(items, limit));
}

function toFilter({ from, to, stage, policy }: InsightQuery): InsightFilter {
  return {
    from: Date.parse(from),
    to: Date.parse(to),
    stage: stage ?? null,
    policy: policy ?? null,
  };
}

import type { QueuePage, QueueQuery, QueueSummary, SearchHit } from "@followthrough/core/contract";
import { z } from "zod";
import { searchOrders } from "../lifecycle/sql/search-orders.ts";
import type { Context } from "../platform/context.ts";
import { nextSlot } from "../platform/cron-slots.ts";
import { badCursor, OrderCursor, readCursor, toPage, UuidCursor } from "../platform/cursor-page.ts";
import { iso } from "../platform/postgres/times.ts";
import { type Result, succeed } from "../platform/result.ts";
import { countWorkList, listEscalated, listOverdue, type WorkListFilter } from "./sql/work-list.ts";

type Reader = Pick<Context, "pool">;

/** The end of a page: among the escalations, or among the overdue orders. */
const Cursor = z.union([
  UuidCursor.extend({ kind: z.literal("escalation") }),
  OrderCursor.extend({ kind: z.literal("overdue") }),
]);

// More than a person reads. A longer search text finds fewer orders.
const SEARCHED = 200;

/** A page of the work list: open escalations first, then overdue orders, each with the longest waiting first. */
export async function readWorkList(
  { pool }: Reader,
  query: QueueQuery,
): Promise<Result<QueuePage>> {
  const after = readCursor(Cursor, query.after);
  if (after === undefined) return badCursor();
  const filter = await toFilter(pool, query);
  const wanted = query.limit + 1;
  const isPastEscalations = after?.kind === "overdue" || query.kind === "overdue";
  const first = isPastEscalations
    ? []
    : await listEscalated(pool, filter, after?.kind === "escalation" ? after : null, wanted);
  const isOnlyEscalations =
    query.kind === "escalation" || query.reason !== undefined || query.assignee !== undefined;
  const missing = wanted - first.length;
  const rest =
    isOnlyEscalations || missing === 0
      ? []
      : await listOverdue(pool, filter, after?.kind === "overdue" ? after : null, missing);
  const rows = [...first, ...rest].map(({ row, position }) => ({
    item: row,
    cursor: { kind: row.kind, ...position },
  }));
  return succeed(toPage(rows, query.limit));
}

/** How long the work list is, and when the next sweep runs. */
export async function readWorkListSummary({ pool }: Reader, cron: string): Promise<QueueSummary> {
  const { escalations, overdue, now } = await countWorkList(pool, COUNTED);
  const nextSweepAt = iso(nextSlot(cron, now));
  return { escalations, overdue, countedUpTo: COUNTED, nextSweepAt, asOf: iso(now) };
}

const COUNTED = 10_000;

/** Orders in any state whose id, number or mail address begins with `text`. */
export async function findOrders({ pool }: Reader, text: string): Promise<SearchHit[]> {
  return searchOrders(pool, text.trim(), FOUND);
}

const FOUND = 20;

async function toFilter(pool: Reader["pool"], query: QueueQuery): Promise<WorkListFilter> {
  const { stage, waitingOn, reason, assignee, text } = query;
  return {
    stage: stage ?? null,
    waitingOn: waitingOn ?? null,
    reason: reason ?? null,
    assignee: assignee === undefined ? null : assignee === "-" ? "" : assignee,
    orderIds:
      text === undefined
        ? null
        : (await searchOrders(pool, text.trim(), SEARCHED)).map(({ orderId }) => orderId),
  };
}

import type { QueuePage, QueueQuery, QueueSummary, SearchHit } from "@followthrough/core/contract";
import { z } from "zod";
import {
  countQueue,
  listEscalated,
  listOverdue,
  type Placed,
  type QueueFilter,
} from "../db/console-queue.ts";
import { iso } from "../db/orchestration-row.ts";
import { searchOrders } from "../db/search-orders.ts";
import type { Context } from "./context.ts";
import { nextSlot } from "./cron-slots.ts";
import { type Result, refuseField, succeed } from "./result.ts";

type Reader = Pick<Context, "pool">;

const LATEST = Date.parse("2100-01-01T00:00:00Z");
const time = z.int().min(0).max(LATEST);

/** Where a page ended: among the escalations, or among the overdue. */
const Cursor = z.union([
  z.strictObject({ kind: z.literal("escalation"), time, id: z.uuid() }),
  z.strictObject({ kind: z.literal("overdue"), time, id: z.string().max(128) }),
]);
type Cursor = z.infer<typeof Cursor>;

// As far as a person reads; a search for more names fewer.
const SEARCHED = 200;

/** What needs somebody now: escalations first, then what is overdue, each the longest waiting first. */
export async function readQueue({ pool }: Reader, query: QueueQuery): Promise<Result<QueuePage>> {
  const after = readCursor(query.after);
  if (after === undefined) return refuseField("/after", "is not a cursor of this list");
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
  return succeed(toPage([...first, ...rest], query.limit));
}

/** How much waits, and when the next sweep comes. */
export async function readQueueSummary({ pool }: Reader, cron: string): Promise<QueueSummary> {
  const { escalations, overdue, now } = await countQueue(pool, COUNTED);
  const nextSweepAt = iso(nextSlot(cron, now));
  return { escalations, overdue, countedUpTo: COUNTED, nextSweepAt, asOf: iso(now) };
}

const COUNTED = 10_000;

/** Orders by the beginning of their id, number or mail address, whatever their state. */
export async function findOrders({ pool }: Reader, text: string): Promise<SearchHit[]> {
  return searchOrders(pool, text.trim(), FOUND);
}

const FOUND = 20;

async function toFilter(pool: Reader["pool"], query: QueueQuery): Promise<QueueFilter> {
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

/** One row more than asked for tells that there is a next page. */
function toPage(placed: readonly Placed[], limit: number): QueuePage {
  const shown = placed.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = placed.length > limit && last !== undefined;
  return {
    items: shown.map(({ row }) => row),
    nextCursor: hasMore ? writeCursor({ kind: last.row.kind, ...last.position }) : null,
  };
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** @returns `null` for the first page, `undefined` for a cursor that this API never gave */
function readCursor(cursor: string | undefined): Cursor | null | undefined {
  if (cursor === undefined) return null;
  try {
    const parsed = Cursor.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

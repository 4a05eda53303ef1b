import type {
  Escalation,
  EscalationQuery,
  Notification,
  OrchestrationQuery,
  OrchestrationSummary,
  SweepSummary,
} from "@followthrough/core/contract";
import { z } from "zod";
import { listEscalations } from "../db/escalations.ts";
import { listOrchestrations } from "../db/list-orchestrations.ts";
import { listNotifications } from "../db/notifications.ts";
import { listSweeps } from "../db/sweeps.ts";
import type { Context } from "./context.ts";
import { type Result, refuseField, succeed } from "./result.ts";

/** A page and the cursor of the next. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

type Reader = Pick<Context, "pool">;

const Cursor = z.strictObject({
  time: z.int().min(0).max(Date.parse("2100-01-01T00:00:00Z")),
  id: z.string().max(128),
});
const UuidCursor = Cursor.extend({ id: z.uuid() });
const OrderCursor = Cursor.extend({ id: z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/) });
type Cursor = z.infer<typeof Cursor>;

/** Orchestrations by filter, latest transition first. */
export async function listOrchestrationPage(
  { pool }: Reader,
  query: OrchestrationQuery,
): Promise<Result<Page<OrchestrationSummary>>> {
  const after = readCursor(OrderCursor, query.after);
  if (after === undefined) return badCursor();
  const filter = {
    stage: query.stage ?? null,
    status: query.status ?? null,
    waitingOn: query.waitingOn ?? null,
    overdue: query.overdue === undefined ? null : query.overdue === "true",
    text: query.text ?? null,
  };
  const position = after && { lastTransitionAt: after.time, orderId: after.id };
  const rows = await listOrchestrations(pool, filter, position, query.limit + 1);
  return succeed(
    toPage(
      rows.map(({ summary, position: { lastTransitionAt, orderId } }) => ({
        item: summary,
        cursor: { time: lastTransitionAt, id: orderId },
      })),
      query.limit,
    ),
  );
}

/** Sweeps, newest first. */
export async function listSweepPage(
  { pool }: Reader,
  query: { readonly after?: string | undefined; readonly limit: number },
): Promise<Result<Page<SweepSummary>>> {
  const after = readCursor(UuidCursor, query.after);
  if (after === undefined) return badCursor();
  const rows = await listSweeps(pool, after, query.limit + 1);
  return succeed(
    toPage(
      rows.map(({ summary, position }) => ({ item: summary, cursor: position })),
      query.limit,
    ),
  );
}

/** Prompts, newest decision first. */
export async function listNotificationPage(
  { pool }: Reader,
  query: {
    readonly orderId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<Result<Page<Notification>>> {
  const after = readCursor(UuidCursor, query.after);
  if (after === undefined) return badCursor();
  const rows = await listNotifications(pool, query.orderId ?? null, after, query.limit + 1);
  return succeed(
    toPage(
      rows.map(({ notification, position }) => ({ item: notification, cursor: position })),
      query.limit,
    ),
  );
}

/** Escalations by filter: open ones, the longest open first, or resolved ones, the latest first. */
export async function listEscalationPage(
  { pool }: Reader,
  { state, reason, assignee, limit, after: cursor }: EscalationQuery,
): Promise<Result<Page<Escalation>>> {
  const after = readCursor(UuidCursor, cursor);
  if (after === undefined) return badCursor();
  const filter = { state, reason: reason ?? null, assignee: assignee ?? null };
  const rows = await listEscalations(pool, filter, after, limit + 1);
  return succeed(
    toPage(
      rows.map(({ escalation, position }) => ({ item: escalation, cursor: position })),
      limit,
    ),
  );
}

/** One row more than asked for tells that there is a next page. */
function toPage<Item>(
  rows: readonly { readonly item: Item; readonly cursor: Cursor }[],
  limit: number,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? Buffer.from(JSON.stringify(last.cursor)).toString("base64url")
      : null;
  return { items: shown.map((row) => row.item), nextCursor };
}

/** @returns `null` for the first page, `undefined` for a cursor that this API never gave */
function readCursor(
  schema: z.ZodType<Cursor>,
  cursor: string | undefined,
): Cursor | null | undefined {
  if (cursor === undefined) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function badCursor() {
  return refuseField("/after", "is not a cursor of this list");
}

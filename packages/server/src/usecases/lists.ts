import type {
  Escalation,
  EscalationQuery,
  Notification,
  OrchestrationQuery,
  OrchestrationSummary,
  SweepSummary,
} from "@followthrough/core/contract";
import { listEscalations } from "../db/escalations.ts";
import { listOrchestrations } from "../db/list-orchestrations.ts";
import { listNotifications } from "../db/notifications.ts";
import { listSweeps } from "../db/sweeps.ts";
import type { Context } from "./context.ts";
import { badCursor, OrderCursor, type Page, readCursor, toPage, UuidCursor } from "./page.ts";
import { type Result, succeed } from "./result.ts";

type Reader = Pick<Context, "pool">;

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

import type { OrchestrationQuery, OrchestrationSummary } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { badCursor, OrderCursor, type Page, readCursor, toPage } from "../platform/cursor-page.ts";
import { type Result, succeed } from "../platform/result.ts";
import { listOrchestrations } from "./sql/list-orchestrations.ts";

/** Orchestrations by filter, latest transition first. */
export async function listOrchestrationPage(
  { pool }: Pick<Context, "pool">,
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

import type { Escalation, EscalationQuery } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { badCursor, type Page, readCursor, toPage, UuidCursor } from "../platform/cursor-page.ts";
import { type Result, succeed } from "../platform/result.ts";
import { listEscalations } from "./sql/escalations.ts";

/** Escalations that match a filter: open ones with the oldest first, or resolved ones with the latest first. */
export async function listEscalationPage(
  { pool }: Pick<Context, "pool">,
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

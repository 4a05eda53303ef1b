import type { Notification } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { badCursor, type Page, readCursor, toPage, UuidCursor } from "../platform/cursor-page.ts";
import { type Result, succeed } from "../platform/result.ts";
import { listNotifications } from "./sql/prompt-row.ts";

/** Prompts, newest decision first. */
export async function listNotificationPage(
  { pool }: Pick<Context, "pool">,
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

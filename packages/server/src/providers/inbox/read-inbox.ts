import type { InboxMessage, InboxQuery } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import {
  badCursor,
  type Page,
  readCursor,
  toPage,
  UuidCursor,
} from "../../platform/cursor-page.ts";
import { type Result, refuse, succeed } from "../../platform/result.ts";
import { listMessages, viewMessage } from "../sql/inbox.ts";

/** A page of providers' messages that match a filter, newest first. */
export async function listInboxPage(
  { pool }: Pick<Context, "pool">,
  { provider, state, orderId, limit, after: cursor }: InboxQuery,
): Promise<Result<Page<InboxMessage>>> {
  const after = readCursor(UuidCursor, cursor);
  if (after === undefined) return badCursor();
  const filter = { source: provider ?? null, state: state ?? null, orderId: orderId ?? null };
  const rows = await listMessages(pool, filter, after, limit + 1);
  const items = rows.map(({ message, position }) => ({ item: message, cursor: position }));
  return succeed(toPage(items, limit));
}

/** One message of a provider, and what became of it. */
export async function getInboxMessage(
  { pool }: Pick<Context, "pool">,
  inboxId: string,
): Promise<Result<InboxMessage>> {
  const message = await viewMessage(pool, inboxId);
  return message === null ? refuse("message_unknown") : succeed(message);
}

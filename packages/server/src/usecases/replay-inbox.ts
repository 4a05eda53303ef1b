import type { InboxMessage } from "@followthrough/core/contract";
import type { InboxState } from "@followthrough/core/domain";
import { z } from "zod";
import { replayMessage, replayMessages, viewMessage } from "../db/inbox.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

// A portion holds its rows for one statement.
const PORTION = 500;

/** Whether this can be the id of a message. */
export function isUuid(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

/** Has one message worked on again, whatever became of it; what is in the timeline already stays there once. */
export async function replayInbox(
  { pool, changes }: Pick<Context, "pool" | "changes">,
  inboxId: string,
): Promise<Result<InboxMessage>> {
  const message = await replayMessage(pool, inboxId);
  if (message !== null) {
    changes.inboxWaiting();
    return succeed(message);
  }
  const known = await viewMessage(pool, inboxId);
  return known === null
    ? refuse("message_unknown", `There is no message ${inboxId}.`)
    : refuse("message_emptied");
}

/** Has all messages in this state worked on again. @returns how many */
export async function replayInboxState(
  { pool, changes }: Pick<Context, "pool" | "changes">,
  state: Exclude<InboxState, "received">,
): Promise<number> {
  let count = 0;
  for (;;) {
    const portion = await replayMessages(pool, state, PORTION);
    count += portion;
    if (portion < PORTION) break;
  }
  if (count > 0) changes.inboxWaiting();
  return count;
}

import type { InboxMessage } from "@followthrough/core/contract";
import type { InboxState } from "@followthrough/core/domain";
import { z } from "zod";
import type { Context } from "../../platform/context.ts";
import { type Result, refuse, refuseWith, succeed } from "../../platform/result.ts";
import { replayMessage, replayMessages, viewMessage } from "../sql/inbox.ts";

// A portion's rows stay locked for one statement only.
const PORTION = 500;

/** Whether this can be the id of a message. */
export function isUuid(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

/** Reprocesses one message in any state. A fact that is already in the timeline is not recorded again. */
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
  return known === null ? refuseWith("message_unknown", { inboxId }) : refuse("message_emptied");
}

/** Reprocesses all messages in this state. @returns how many */
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

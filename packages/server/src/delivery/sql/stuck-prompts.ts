import type { Notification } from "@followthrough/core/contract";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";
import { NOTIFICATION_COLUMNS, type NotificationRow, toNotification } from "./prompt-row.ts";

/** A prompt, with the message that it belongs to. */
export interface PromptsMessage {
  readonly orderId: string;
  readonly state: Notification["state"];
  /** The orders that the message is about, in the order in which they must be locked. */
  readonly orderIds: readonly string[];
}

/** @returns `null` when there is no prompt with this id */
export async function readPromptsMessage(db: Db, promptId: string): Promise<PromptsMessage | null> {
  const [row] = await message(db, [promptId]);
  if (row === undefined) return null;
  return { orderId: row.order_id, state: row.state, orderIds: row.order_ids };
}

/**
 * Makes an `unknown` or `dead` message due again as if it were new.
 *
 * @param orderIds the orders that the message may still cover
 * @returns the prompts that are due; none when the named one is in another state
 */
export async function resendPrompts(
  tx: Tx,
  promptId: string,
  orderIds: readonly string[],
  worthSendingMs: number,
): Promise<Notification[]> {
  return (await resend(tx, [promptId, orderIds, worthSendingMs])).map(toNotification);
}

/**
 * Marks an `unknown` message as sent.
 *
 * @returns the prompts that are sent; none when the named one is in another state
 */
export async function markPromptsSent(
  tx: Tx,
  promptId: string,
  orderIds: readonly string[],
): Promise<Notification[]> {
  return (await markSent(tx, [promptId, orderIds])).map(toNotification);
}

const message = prepared<{ order_id: string; state: Notification["state"]; order_ids: string[] }>(
  "read_prompts_message",
  `select p.order_id, p.state, array(
    select m.order_id from prompts m where m.message_id = p.message_id order by m.order_id) as order_ids
  from prompts p where p.prompt_id = $1`,
);

/** All prompts of the named one's message that have its state; the outcome of the others is known. */
const OF_ITS_MESSAGE = `named.prompt_id = $1 and p.message_id = named.message_id
  and p.state = named.state and p.order_id = any ($2)`;

// Attempts start again at zero, and so does the time for which the message is worth sending.
const resend = prepared<NotificationRow>(
  "resend_prompts",
  `update prompts p set state = 'retry', attempts = 0, ending_at = null, next_attempt_at = now(),
    worth_until = now() + $3 * interval '1 ms'
  from prompts named
  where ${OF_ITS_MESSAGE} and p.state in ('unknown', 'dead')
  returning ${NOTIFICATION_COLUMNS}`,
);

const markSent = prepared<NotificationRow>(
  "mark_prompts_sent",
  `update prompts p set state = 'sent', sent_at = date_trunc('milliseconds', clock_timestamp())
  from prompts named
  where ${OF_ITS_MESSAGE} and p.state = 'unknown'
  returning ${NOTIFICATION_COLUMNS}`,
);

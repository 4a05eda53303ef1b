import type { MessageCopy, PromptDetail } from "@followthrough/core/contract";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";
import { NOTIFICATION_COLUMNS, type NotificationRow, toNotification } from "./prompt-row.ts";

interface Row extends NotificationRow {
  policy_version: string;
  next_attempt_at: number;
  worth_until: number;
  followed_at: number | null;
  has_copy: boolean;
  log: PromptDetail["log"] | null;
}

/** An order's prompts with their delivery details, newest first. */
export async function listOrdersPrompts(
  db: Db,
  orderId: string,
  limit: number,
): Promise<PromptDetail[]> {
  return (await ofOrder(db, [orderId, limit])).map(toDetail);
}

/** A member's prompts with their delivery details, newest first. */
export async function listMembersPrompts(
  db: Db,
  memberId: string,
  limit: number,
): Promise<PromptDetail[]> {
  return (await ofMember(db, [memberId, limit])).map(toDetail);
}

/** Prompts that need an operator, because they are `dead` or `unknown`; newest first. */
export async function listStuckPrompts(db: Db, limit: number): Promise<PromptDetail[]> {
  return (await stuck(db, [limit])).map(toDetail);
}

/** @returns `null` when no copy is kept */
export async function readMessageCopy(db: Db, messageId: string): Promise<MessageCopy | null> {
  const [row] = await copy(db, [messageId]);
  if (row === undefined) return null;
  const { subject, html, plain, kept_at } = row;
  return { messageId, subject, html, text: plain, keptAt: iso(kept_at) };
}

/** Records that a shopper came back by this prompt's link; the first time counts. @returns whether it exists */
export async function markFollowed(db: Db, orderId: string, promptId: string): Promise<boolean> {
  return (await followed(db, [orderId, promptId])).length > 0;
}

function toDetail(row: Row): PromptDetail {
  const waits = row.state === "pending" || row.state === "retry";
  return {
    ...toNotification(row),
    policyVersion: row.policy_version,
    nextAttemptAt: waits ? iso(row.next_attempt_at) : null,
    worthUntil: iso(row.worth_until),
    followedAt: isoOrNull(row.followed_at),
    hasCopy: row.has_copy,
    log: row.log ?? [],
  };
}

const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const SELECTED = `select ${NOTIFICATION_COLUMNS}, p.policy_version, p.next_attempt_at, p.worth_until,
    p.followed_at, exists (select from message_copies c where c.message_id = p.message_id) as has_copy, a.log
  from prompts p
  left join lateral (
    select json_agg(json_build_object('attempt', attempt, 'outcome', outcome, 'error', error,
      'endedAt', to_char(ended_at at time zone 'UTC', ${UTC})) order by ended_at) as log
    from (select * from message_attempts where message_id = p.message_id
      order by ended_at desc limit 20) latest
  ) a on true`;

// An order has few prompts: they are found by its own key, then sorted.
const ofOrder = prepared<Row>(
  "list_orders_prompts",
  `${SELECTED} where p.order_id = $1 order by p.decided_at desc, p.prompt_id limit $2`,
);

// Goes by the member's orders, which have an index; prompts are not indexed by member.
const ofMember = prepared<Row>(
  "list_members_prompts",
  `${SELECTED} where p.order_id in (select order_id from orders where member_id = $1)
  order by p.decided_at desc, p.prompt_id limit $2`,
);

const stuck = prepared<Row>(
  "list_stuck_prompts",
  `${SELECTED} where p.state in ('dead', 'unknown') order by p.decided_at desc, p.prompt_id limit $1`,
);

const copy = prepared<{ subject: string; html: string; plain: string; kept_at: number }>(
  "read_message_copy",
  "select subject, html, plain, kept_at from message_copies where message_id = $1",
);

const followed = prepared(
  "mark_followed",
  `update prompts set followed_at = coalesce(followed_at, date_trunc('milliseconds', clock_timestamp()))
  where prompt_id = $2 and order_id = $1 and state in ('sent', 'unknown') returning prompt_id`,
);

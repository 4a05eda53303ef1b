import type { Notification } from "@followthrough/core/contract";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import type { Position } from "../../platform/postgres/position.ts";
import { iso, isoOrNull } from "../../platform/postgres/times.ts";

/** The columns of `prompts` that make a `Notification`. */
export const NOTIFICATION_COLUMNS = `p.prompt_id, p.order_id, p.member_id, p.recipient, p.stage, p.stage_entry,
  p.step, p.state, p.attempts, p.message_id, p.decided_at, p.sent_at, p.last_error`;

/** A row of `prompts`, as far as callers see it. */
export interface NotificationRow
  extends Pick<Notification, "recipient" | "stage" | "step" | "state" | "attempts"> {
  prompt_id: string;
  order_id: string;
  member_id: string | null;
  stage_entry: number;
  message_id: string;
  decided_at: number;
  sent_at: number | null;
  last_error: string | null;
}

/** One keyset page of prompts, newest decision first. */
export async function listNotifications(
  db: Db,
  orderId: string | null,
  after: Position | null,
  limit: number,
): Promise<{ notification: Notification; position: Position }[]> {
  const rows = await list(db, [orderId, timestamp(after?.time ?? null), after?.id ?? null, limit]);
  return rows.map((row) => ({
    notification: toNotification(row),
    position: { time: row.decided_at, id: row.prompt_id },
  }));
}

/** The prompt in a row, as callers see it. */
export function toNotification(row: NotificationRow): Notification {
  return {
    notificationId: row.prompt_id,
    type: "checkout_recovery_prompt",
    orderId: row.order_id,
    memberId: row.member_id,
    recipient: row.recipient,
    stage: row.stage,
    stageEntry: row.stage_entry,
    step: row.step,
    state: row.state,
    attempts: row.attempts,
    messageId: row.message_id,
    decidedAt: iso(row.decided_at),
    sentAt: isoOrNull(row.sent_at),
    lastError: row.last_error,
  };
}

const list = prepared<NotificationRow>(
  "list_notifications",
  `select ${NOTIFICATION_COLUMNS}
  from prompts p
  where ($1::text is null or p.order_id = $1)
    and ($2::timestamptz is null or p.decided_at < $2
      or (p.decided_at = $2 and p.prompt_id > $3::uuid))
  order by p.decided_at desc, p.prompt_id limit $4`,
);

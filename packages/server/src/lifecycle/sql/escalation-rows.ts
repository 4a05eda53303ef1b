import type { Escalation } from "@followthrough/core/contract";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";

/** SQL: the list of resolutions that the product writes itself. All others are operators' words. */
export const AUTOMATIC_RESOLUTIONS = "('moved_on', 'reconsidered', 'settled')";

/** Resolves the escalation of an order that has now been reported: nobody has to look for it any more. */
export async function resolveUnknownOrder(tx: Tx, orderId: string): Promise<void> {
  await resolveUnknown(tx, [orderId]);
}

const resolveUnknown = prepared(
  "resolve_unknown_order",
  `update escalations set resolved_at = now(), resolved_by = 'api', resolution = 'moved_on'
  where order_id = $1 and reason = 'order_never_came' and resolved_at is null`,
);

/** Lets the next digest tell the open escalations of an order that was a test until now. */
export async function alertAsReal(tx: Tx, orderId: string): Promise<void> {
  await asReal(tx, [orderId]);
}

// One that was in a digest before the order was a test gets reminders only.
const asReal = prepared(
  "alert_escalations_as_real",
  `update escalations set alert = case when alerted_at is null then 'due' else 'queued' end
  where order_id = $1 and resolved_at is null and alert = 'none'`,
);

/** Opens an escalation for an event of this version, unless one is open for the same reason. */
export async function openEscalation(
  db: Db,
  orderId: string,
  reason: Escalation["reason"],
  version: number,
): Promise<void> {
  await openOne(db, [orderId, reason, version]);
}

const openOne = prepared(
  "open_escalation",
  `insert into escalations (order_id, reason, opened_version) values ($1, $2, $3)
  on conflict do nothing`,
);

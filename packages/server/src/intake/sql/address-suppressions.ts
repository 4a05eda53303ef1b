import { mailboxKey, type Suppression } from "@followthrough/core/domain";
import { suppressionKeys } from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, type Tx } from "../../platform/postgres/database.ts";

/** Why a mailbox gets no mail, the strongest first; empty if it may get some. */
export async function readSuppressions(db: Db, address: string): Promise<Suppression[]> {
  const [row] = await read(db, [mailboxKey(address)]);
  return row === undefined ? [] : [row.reason, ...row.also];
}

/**
 * Writes why a mailbox gets no mail. The caller has locked it (`lockRecipients`).
 *
 * @param suppressions the strongest first; none lets mail go to it again
 * @param by who did it
 */
export async function writeSuppressions(
  tx: Tx,
  address: string,
  suppressions: readonly Suppression[],
  by: string,
): Promise<void> {
  const [strongest, ...also] = suppressions;
  if (strongest === undefined) await remove(tx, [mailboxKey(address)]);
  else await write(tx, [mailboxKey(address), strongest, also, by]);
}

/**
 * Stops mail about one order to a mailbox, and to the member that the order had. Doing it again changes nothing.
 *
 * @returns whether mail about the order was not stopped before
 */
export async function unsubscribeFromOrder(
  tx: Tx,
  orderId: string,
  address: string,
  memberId: string | null,
  by: string,
): Promise<boolean> {
  return (await stopOrder(tx, [orderId, mailboxKey(address), memberId, by])).length > 0;
}

/** Lets mail about one order go to a mailbox again. */
export async function resubscribeToOrder(tx: Tx, orderId: string, address: string): Promise<void> {
  await resumeOrder(tx, [orderId, mailboxKey(address)]);
}

/** Whether a mailbox wants no more mail about an order. */
export async function isUnsubscribedFromOrder(
  db: Db,
  orderId: string,
  address: string,
): Promise<boolean> {
  return (await ofOrder(db, [orderId, mailboxKey(address)])).length > 0;
}

/** What was lifted, by whom, and why. */
export interface LiftNote {
  readonly address: string;
  /** `null` for all mail to the address. */
  readonly orderId: string | null;
  readonly suppressions: readonly Suppression[];
  /** A shopper's own choice needs none. */
  readonly reason: string | null;
  readonly by: string;
}

/** Keeps that mail may go to an address again. Call it before the suppression is gone: it keeps since when that held. */
export async function noteLift(tx: Tx, lift: LiftNote): Promise<void> {
  const { address, orderId, suppressions, reason, by } = lift;
  await note(tx, [mailboxKey(address), orderId, suppressions, reason, by]);
}

const KEYS = suppressionKeys("$1");

const read = prepared<{ reason: Suppression; also: Suppression[] }>(
  "read_suppressions",
  `select reason, also from address_suppressions where address = ${KEYS}`,
);

// The first one's time stays: since then the mailbox has got no mail. A mailbox that comes back after its owner was
// erased has its address again.
const write = prepared(
  "write_suppressions",
  `with erased as (
    delete from address_suppressions where address = erased_mailbox($1) returning created_at
  )
  insert into address_suppressions as s (address, reason, also, created_by, created_at)
  values ($1, $2, $3, $4, coalesce((select created_at from erased), date_trunc('milliseconds', now())))
  on conflict (address) do update set reason = excluded.reason, also = excluded.also,
    created_by = excluded.created_by
  where (s.reason, s.also) is distinct from (excluded.reason, excluded.also)`,
);

const remove = prepared(
  "remove_suppressions",
  `delete from address_suppressions where address = ${KEYS}`,
);

const stopOrder = prepared<{ order_id: string }>(
  "unsubscribe_from_order",
  `insert into order_unsubscriptions (order_id, mailbox, member_id, created_by) values ($1, $2, $3, $4)
  on conflict (order_id, mailbox) do nothing returning order_id`,
);

const resumeOrder = prepared(
  "resubscribe_to_order",
  "delete from order_unsubscriptions where order_id = $1 and mailbox = $2",
);

const ofOrder = prepared(
  "is_unsubscribed_from_order",
  "select 1 from order_unsubscriptions where order_id = $1 and mailbox = $2",
);

const note = prepared(
  "note_suppression_lift",
  `insert into suppression_lifts (address, order_id, suppressions, reason, lifted_by, since)
  values ($1, $2::text, $3, $4, $5, coalesce(case when $2::text is null
    then (select created_at from address_suppressions where address = ${KEYS})
    else (select created_at from order_unsubscriptions where order_id = $2 and mailbox = $1) end, now()))`,
);

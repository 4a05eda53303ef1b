import { addressKey, memberKey } from "@followthrough/core/domain";
import { lockOf } from "../../platform/postgres/advisory-locks.ts";
import { prepared, type Tx } from "../../platform/postgres/database.ts";

/**
 * Locks members and mailboxes until the transaction ends. Two transactions wait for each other: one stops mail to a
 * person, and the other writes the end marker of a message to them. It can't be a row lock, because the row that stops
 * mail may not exist yet.
 *
 * Whatever is read to write the stop must be read after this: a statement does not see what was committed while it
 * waited. Every transaction locks members before mailboxes, so that no two deadlock.
 *
 * @param mailboxes addresses of any spelling
 */
export async function lockRecipients(
  tx: Tx,
  memberIds: readonly string[],
  mailboxes: readonly string[],
): Promise<void> {
  await lock(tx, [[...memberIds.map(memberKey), ...mailboxes.map(addressKey)]]);
}

const lock = prepared(
  "lock_recipients",
  `select pg_advisory_xact_lock(${lockOf("key")}) from (
    select distinct key from unnest($1::text[]) as key order by key desc) keys`,
);

import { setImmediate as yieldToLoop } from "node:timers/promises";
import { decidedMailbox } from "../../lifecycle/sql/prompt-recipient.ts";
import {
  recipientAddress,
  sqlAddressKey,
  sqlMemberKey,
} from "../../lifecycle/sql/recipient-join.ts";
import { lockOf } from "../../platform/postgres/advisory-locks.ts";
import { type Db, type Pool, prepared } from "../../platform/postgres/database.ts";
import { openEndLock } from "./end-lock.ts";
import { JOIN_LOOKED_AT, MAY_BE_WRITTEN_TO, STILL_WAITS } from "./last-look.ts";

/** The right to write a message's end marker now. */
export interface EndPermit {
  /** Call it when the end marker has been written, or won't be. A second call waits for the same end. */
  release(): Promise<void>;
}

/**
 * The last look, right before a message's end marker is written. It locks the orders, the members and the mailbox until
 * the end marker is written. If a member pays, cancels, opts out or changes the address at this moment, that change either
 * stops the message or waits until the end marker is out. So no end marker is written after a change that stops the
 * message has been committed. The marker is committed last, on another connection, so that almost nothing happens
 * between it and the end marker.
 *
 * Waits for transactions that are changing one of the orders, the member or the address at this moment.
 *
 * @param pool must have more connections than there are permits at once: each needs a second one
 * @returns `null` when the lease was lost, or one of the orders no longer waits for this message
 */
export async function permitEnd(pool: Pool, token: string): Promise<EndPermit | null> {
  const permits = await permit(pool, async (db) => {
    const [, standing] = await Promise.all([lockAll(db, [[token]]), look(db, [[token]])]);
    return { held: [token], standing: tokensOf(standing) };
  });
  return permits.get(token) ?? null;
}

/**
 * The same for several messages in one transaction, which keeps their locks until the last of them has written its
 * end marker. Does not wait for locks, so that no message is delayed by what another one needs.
 *
 * @returns an answer for each message whose locks were all free at this moment; the others are missing
 */
export function permitTogether(
  pool: Pool,
  tokens: readonly string[],
): Promise<Map<string, EndPermit | null>> {
  return permit(pool, async (db) => {
    const [free, standing] = await Promise.all([lockFree(db, [tokens]), look(db, [tokens])]);
    const held = tokensOf(free);
    return { held, standing: tokensOf(standing).filter((token) => held.includes(token)) };
  });
}

/** The messages whose locks a transaction got, and which of these may still be sent. */
interface Taken {
  readonly held: readonly string[];
  readonly standing: readonly string[];
}

/** @returns an answer for each message whose locks were taken; locks that serve no permit are released */
async function permit(
  pool: Pool,
  take: (db: Db) => Promise<Taken>,
): Promise<Map<string, EndPermit | null>> {
  const hold = await openEndLock(pool, take);
  const { held, standing } = hold.found;
  try {
    const marked = standing.length === 0 ? [] : await mark(pool, [standing]);
    // If the process was frozen, it learns in this turn of the event loop that the database has ended the transaction.
    await yieldToLoop();
    hold.lost.throwIfAborted();
    const ending = new Set(tokensOf(marked));
    if (ending.size === 0) await hold.release();
    const giveBack = async (token: string) => {
      ending.delete(token);
      if (ending.size === 0) await hold.release();
    };
    return new Map(
      held.map((token) => [token, ending.has(token) ? { release: () => giveBack(token) } : null]),
    );
  } catch (error) {
    await hold.release();
    throw error;
  }
}

function tokensOf(rows: readonly Token[]): string[] {
  return rows.map(({ lease_token }) => lease_token);
}

interface Token {
  lease_token: string;
}

// The mailbox that a leased prompt goes to.
const MAILBOX = decidedMailbox("p");

// From here on a broken connection leaves the messages `unknown`.
const mark = prepared<Token>(
  "mark_ending",
  `update prompts set ending_at = coalesce(ending_at, clock_timestamp())
  where lease_token = any ($1::uuid[]) and state = 'sending' and lease_until > clock_timestamp()
  returning lease_token`,
);

// Locks rows in the order of their keys, and recipients in the order of `lockRecipients`: members before mailboxes. The
// last look is a separate statement after this one, because its snapshot must begin after all locks are taken.
const lockAll = prepared(
  "lock_for_end",
  `with orders_held as materialized (
    select o.order_id, r.member_id, ${MAILBOX} as mailbox
    from prompts p join orchestrations o using (order_id) join orders r using (order_id)
    where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
    order by o.order_id
    for share of o, r
  )
  select pg_advisory_xact_lock_shared(${lockOf("key")}) from (
    select distinct key from orders_held, unnest(
      array[${sqlMemberKey("member_id")}, ${sqlAddressKey("mailbox")}]) as key
    where key is not null order by key desc) keys`,
);

// It does not wait, so the order of the locks does not matter. A message counts only if all its locks were free. Locks
// of a message that does not count are released with the rest.
const lockFree = prepared<Token>(
  "lock_what_is_free",
  `with asked as materialized (
    select p.lease_token, p.order_id, ${sqlAddressKey(MAILBOX)} as address_key from prompts p
    where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
  ), orders_held as materialized (
    select a.lease_token, a.order_id, ${sqlMemberKey("r.member_id")} as member_key, a.address_key
    from asked a join orchestrations o using (order_id) join orders r using (order_id)
    for share of o, r skip locked
  ), keys as materialized (
    select key, pg_try_advisory_xact_lock_shared(${lockOf("key")}) as is_held from (
      select distinct key from orders_held, unnest(array[member_key, address_key]) as key
      where key is not null) keys
  )
  select a.lease_token from asked a
  left join orders_held h using (lease_token, order_id)
  left join keys m on m.key = h.member_key
  left join keys r on r.key = h.address_key
  group by a.lease_token
  having bool_and(h.order_id is not null and coalesce(m.is_held, h.member_key is null)
    and coalesce(r.is_held, false))`,
);

const look = prepared<Token>(
  "last_look",
  `select p.lease_token
  from prompts p
  ${JOIN_LOOKED_AT}
  where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
  group by p.lease_token
  having bool_and(coalesce(${STILL_WAITS}
    and ${MAY_BE_WRITTEN_TO}
    and r.member_id is not distinct from p.member_id
    and ${recipientAddress("r")} is not distinct from p.recipient, false))`,
);

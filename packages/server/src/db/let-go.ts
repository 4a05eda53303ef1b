import { setImmediate as nextTurn } from "node:timers/promises";
import { type Db, type Pool, prepared } from "./database.ts";
import { openEndHold } from "./end-hold.ts";
import { NOT_PAUSED } from "./orchestration-row.ts";

/** The right to write a message's end now. */
export interface EndPermit {
  /** To be called when the end is written, or will not be. Once more does nothing. */
  release(): Promise<void>;
}

/**
 * The last look, right before a message's end is written. Holds the orders and the member as they are until
 * the end is written: who pays, cancels, opts out or changes the address at this moment has either stopped the
 * message, or waits until its end is out. So no message ends after the commit of what stops it. The marker is
 * committed last, on another connection, so that next to nothing lies between it and the end.
 *
 * Waits for whoever is changing one of the orders, the member or the address at this moment.
 *
 * @param pool has to have more connections than there are permits at once: each needs a second one
 * @returns `null` when the lease was lost, or one of the orders no longer waits for this message
 */
export async function letGo(pool: Pool, token: string): Promise<EndPermit | null> {
  const permits = await permit(pool, async (db) => {
    const [, standing] = await Promise.all([holdAll(db, [[token]]), look(db, [[token]])]);
    return { held: [token], standing: tokensOf(standing) };
  });
  return permits.get(token) ?? null;
}

/**
 * The same for several messages in one transaction, which holds what they need until the last of them has
 * written its end. Waits for nobody, so that none is held up by what another one needs.
 *
 * @returns without those messages of which something is not free at this moment
 */
export function letGoTogether(
  pool: Pool,
  tokens: readonly string[],
): Promise<Map<string, EndPermit | null>> {
  return permit(pool, async (db) => {
    const [free, standing] = await Promise.all([holdFree(db, [tokens]), look(db, [tokens])]);
    const held = tokensOf(free);
    return { held, standing: tokensOf(standing).filter((token) => held.includes(token)) };
  });
}

/** What a transaction holds of the messages that it was asked for, and which of these may still be sent. */
interface Taken {
  readonly held: readonly string[];
  readonly standing: readonly string[];
}

/** @returns an answer for each message that is held; what can't be given is not held either */
async function permit(
  pool: Pool,
  take: (db: Db) => Promise<Taken>,
): Promise<Map<string, EndPermit | null>> {
  const hold = await openEndHold(pool, take);
  const { held, standing } = hold.found;
  try {
    const marked = standing.length === 0 ? [] : await mark(pool, [standing]);
    // A process that stood still meanwhile hears in this turn that the database has let go for it.
    await nextTurn();
    hold.lost.throwIfAborted();
    const ending = new Set(tokensOf(marked));
    if (ending.size === 0) await hold.release();
    const giveBack = async (token: string) => {
      if (ending.delete(token) && ending.size === 0) await hold.release();
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

// From here on a broken connection leaves the messages `unknown`.
const mark = prepared<Token>(
  "mark_ending",
  `update prompts set ending_at = coalesce(ending_at, clock_timestamp())
  where lease_token = any ($1::uuid[]) and state = 'sending' and lease_until > clock_timestamp()
  returning lease_token`,
);

// Rows in the order of their keys. The look is a statement of its own behind it: its snapshot has to begin after all
// locks.
const holdAll = prepared(
  "hold_for_end",
  `with orders_held as materialized (
    select o.order_id, r.member_id, p.recipient
    from prompts p join orchestrations o using (order_id) join orders r using (order_id)
    where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
    order by o.order_id
    for share of o, r
  )
  select pg_advisory_xact_lock_shared(hashtextextended(key, 0)) from (
    select distinct key from orders_held, unnest(
      array['member:' || member_id, 'address:' || lower(recipient)]) as key
    where key is not null order by key) keys`,
);

// Nothing is waited for, so the order of the locks does not matter. A message counts when all of it is held; what
// is held of another one is let go with the rest.
const holdFree = prepared<Token>(
  "hold_what_is_free",
  `with asked as materialized (
    select p.lease_token, p.order_id, lower(p.recipient) as address from prompts p
    where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
  ), orders_held as materialized (
    select a.lease_token, a.order_id, r.member_id, a.address
    from asked a join orchestrations o using (order_id) join orders r using (order_id)
    for share of o, r skip locked
  ), keys as materialized (
    select key, pg_try_advisory_xact_lock_shared(hashtextextended(key, 0)) as is_held from (
      select distinct key from orders_held, unnest(
        array['member:' || member_id, 'address:' || address]) as key
      where key is not null) keys
  )
  select a.lease_token from asked a
  left join orders_held h using (lease_token, order_id)
  left join keys m on m.key = 'member:' || h.member_id
  left join keys r on r.key = 'address:' || h.address
  group by a.lease_token
  having bool_and(h.order_id is not null and coalesce(m.is_held, h.member_id is null)
    and coalesce(r.is_held, false))`,
);

const look = prepared<Token>(
  "last_look",
  `select p.lease_token
  from prompts p
  left join orchestrations o using (order_id)
  left join orders r using (order_id)
  left join members m on m.member_id = r.member_id
  left join notification_preferences n on n.member_id = r.member_id
  left join address_suppressions s on s.address = lower(coalesce(m.email, r.email))
  where p.lease_token = any ($1::uuid[]) and p.state = 'sending'
  group by p.lease_token
  having bool_and(coalesce(o.stage_entry = p.stage_entry and o.current_stage = p.stage
    and o.status <> 'cancelled' and o.waiting_on = 'member' and ${NOT_PAUSED}
    and n.order_updates is distinct from false and s.address is null
    and coalesce(m.email, r.email) is not distinct from p.recipient, false))`,
);

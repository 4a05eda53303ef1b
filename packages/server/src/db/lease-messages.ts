import type { Stage, StageRegisters } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import { NOT_PAUSED } from "./orchestration-row.ts";
import type { StoredItem } from "./orders.ts";

/** One order's prompt within a message. */
export interface LeasedPrompt {
  readonly promptId: string;
  readonly orderId: string;
  readonly stage: Stage;
  readonly step: number;
  readonly decidedAt: number;
  readonly order: {
    readonly orderNumber: string;
    readonly items: readonly StoredItem[];
    readonly total: { readonly amount: number; readonly currency: string };
  };
  readonly orchestration: {
    readonly nextActionAt: number | null;
    readonly registers: StageRegisters;
    readonly notRequired: readonly Stage[];
  };
}

/** A message that this worker may send, with all that it says. */
export interface LeasedMessage {
  readonly token: string;
  readonly messageId: string;
  readonly memberId: string | null;
  readonly recipient: string;
  readonly attempts: number;
  /** An earlier attempt may have been accepted: nobody could know. */
  readonly wasAmbiguous: boolean;
  /** By the database's clock, epoch milliseconds. */
  readonly leasedAt: number;
  readonly member: {
    readonly name: string | null;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
  /** One, or several that were folded; the one that waits longest comes first. */
  readonly prompts: readonly [LeasedPrompt, ...LeasedPrompt[]];
}

/** What a lease may take. */
export interface LeaseLimits {
  readonly messages: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  /** How many messages to one destination may be on their way at once. */
  readonly perDestination: number;
  /** What of that is taken already; a destination that is left alone is not asked for at all. */
  readonly taken: ReadonlyMap<string, number>;
}

interface Row {
  prompt_id: string;
  lease_token: string;
  order_id: string;
  member_id: string | null;
  stage: Stage;
  step: number;
  attempts: number;
  recipient: string;
  message_id: string;
  decided_at: number;
  leased_at: number;
  was_ambiguous: boolean;
  order_number: string;
  items: StoredItem[];
  total_amount: number;
  currency: string;
  next_action_at: number | null;
  registers: StageRegisters;
  not_required: Stage[];
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  state: string;
}

/**
 * Takes leases on due messages, after a last look: a prompt whose order moved on is cancelled, one whose
 * member wants none any more is suppressed, one that is no longer worth sending is dead, all in this
 * statement. Attempts are counted here, so that a crash loop ends.
 *
 * @returns the messages to send, and how many prompts were given up in the last look
 */
export async function leaseMessages(
  db: Db,
  limits: LeaseLimits,
): Promise<{ leased: LeasedMessage[]; givenUp: number }> {
  const { messages, leaseMs, maxAttempts, perDestination, taken } = limits;
  const rows = await lease(db, [
    messages,
    leaseMs,
    maxAttempts,
    perDestination,
    [...taken.keys()],
    [...taken.values()],
  ]);
  const sending = rows.filter((row) => row.state === "sending");
  return { leased: toMessages(sending), givenUp: rows.length - sending.length };
}

/**
 * Ends leases that ran out: whoever held them is gone. Before the marker nothing was let go, so the message
 * is tried again; after it nobody can know, and it is `unknown`, unless an ambiguous end is tried again.
 *
 * @returns how many prompts' leases were ended
 */
export async function endLapsedLeases(db: Db, retriesAmbiguous: boolean): Promise<number> {
  return (await endLapsed(db, [retriesAmbiguous])).length;
}

function toMessages(rows: readonly Row[]): LeasedMessage[] {
  const byToken = Map.groupBy(rows, (row) => row.lease_token);
  return [...byToken.values()].flatMap((group) => {
    const [first, ...others] = group.toSorted(byWaiting);
    return first === undefined ? [] : [toMessage(first, others)];
  });
}

/** Who was reminded most often has waited longest. */
function byWaiting(a: Row, b: Row): number {
  return b.step - a.step || (a.order_id < b.order_id ? -1 : 1);
}

function toMessage(first: Row, others: readonly Row[]): LeasedMessage {
  return {
    token: first.lease_token,
    messageId: first.message_id,
    memberId: first.member_id,
    recipient: first.recipient,
    attempts: Math.max(first.attempts, ...others.map((row) => row.attempts)),
    wasAmbiguous: [first, ...others].some((row) => row.was_ambiguous),
    leasedAt: first.leased_at,
    member: { name: first.name, locale: first.locale, timeZone: first.time_zone },
    prompts: [toPrompt(first), ...others.map(toPrompt)],
  };
}

function toPrompt(row: Row): LeasedPrompt {
  return {
    promptId: row.prompt_id,
    orderId: row.order_id,
    stage: row.stage,
    step: row.step,
    decidedAt: row.decided_at,
    order: {
      orderNumber: row.order_number,
      items: row.items,
      total: { amount: row.total_amount, currency: row.currency },
    },
    orchestration: {
      nextActionAt: row.next_action_at,
      registers: row.registers,
      notRequired: row.not_required,
    },
  };
}

// Providers remember an idempotency key for a day: after that, once more would be twice.
const AMBIGUOUS_HOURS = 23;

// `skip locked` so that several workers share the outbox; of a message whose prompts could not all be locked
// nothing is taken, so that it is never sent in two parts. The last look reads the member's choice and
// address as they are now, not as they were when the prompt was decided. Busy destinations stand in a `not in`,
// which is hashed: 5,000 due prompts beside 2,000 of them cost 4 ms, with an array 130 ms.
const lease = prepared<Row>(
  "lease_messages",
  `with busy as (
    select * from unnest($5::text[], $6::integer[]) as b(destination, taken)
  ), waiting as materialized (
    select p.message_id, p.next_attempt_at, lower(split_part(p.recipient, '@', 2)) as destination
    from prompts p
    where p.state in ('pending', 'retry') and p.next_attempt_at <= now()
      and lower(split_part(p.recipient, '@', 2)) not in (
        select destination from busy where taken >= $4)
    order by p.next_attempt_at limit $1 * 10
  ), chosen as materialized (
    select message_id from (
      select w.message_id, min(w.next_attempt_at) as due_at, row_number() over (
        partition by w.destination order by min(w.next_attempt_at)) + coalesce(max(b.taken), 0) as nth
      from waiting w left join busy b using (destination)
      group by w.message_id, w.destination) ranked
    where nth <= $4
    order by due_at limit $1
  ), held as materialized (
    select p.* from chosen c cross join lateral (
      select q.order_id, q.stage, q.stage_entry, q.step, q.message_id, q.state from prompts q
      where q.message_id = c.message_id offset 0 for update skip locked) p
    where p.state in ('pending', 'retry')
  ), whole as (
    select message_id from chosen c
    where (select count(*) from held h where h.message_id = c.message_id) = (
      select count(*) from (select state from prompts q where q.message_id = c.message_id offset 0) p
      where p.state in ('pending', 'retry'))
  ), looked as materialized (
    select p.prompt_id, p.message_id, r.order_number, r.items, r.total_amount, r.currency,
      o.next_action_at, o.registers, o.not_required, m.name, m.locale, m.time_zone,
      coalesce(m.email, r.email) as address, r.order_id is null or o.order_id is null as is_missing,
      case
        when r.order_id is null or o.order_id is null then 'dead'
        when o.stage_entry <> p.stage_entry or o.current_stage <> p.stage or o.status = 'cancelled'
          or o.waiting_on is distinct from 'member' or not ${NOT_PAUSED} then 'cancelled'
        when n.order_updates is false or s.address is not null then 'suppressed'
        when p.worth_until <= now() or p.attempts >= $3 or coalesce(m.email, r.email) is null
          or p.ending_at < now() - interval '${AMBIGUOUS_HOURS} hours' then 'dead'
        else 'sending'
      end as verdict
    from held h
    join whole using (message_id)
    join prompts p using (order_id, stage, stage_entry, step)
    left join orders r using (order_id)
    left join orchestrations o using (order_id)
    left join members m on m.member_id = r.member_id
    left join notification_preferences n on n.member_id = r.member_id
    left join address_suppressions s on s.address = lower(coalesce(m.email, r.email))
  ), tokens as materialized (
    select message_id, lower(address) as mailbox, gen_random_uuid() as token
    from looked where verdict = 'sending' group by message_id, lower(address)
  )
  update prompts p set
    -- What may have been accepted can't be called off any more.
    state = case when l.verdict <> 'sending' and p.ending_at is not null then 'unknown'
      else l.verdict end,
    recipient = coalesce(l.address, p.recipient),
    attempts = p.attempts + (l.verdict = 'sending')::integer,
    lease_token = t.token,
    lease_until = case when t.token is not null then clock_timestamp() + $2 * interval '1 ms' end,
    last_error = case when l.is_missing then 'its order is missing'
      when l.verdict = 'dead' and p.last_error is null then 'no longer worth sending'
      else p.last_error end
  from looked l
  left join tokens t on t.message_id = l.message_id and t.mailbox = lower(l.address)
    and l.verdict = 'sending'
  where p.prompt_id = l.prompt_id
  returning p.prompt_id, p.lease_token, p.order_id, p.member_id, p.stage, p.step, p.attempts,
    p.recipient, p.message_id, p.decided_at, p.state, p.ending_at is not null as was_ambiguous,
    date_trunc('milliseconds', clock_timestamp()) as leased_at, l.order_number, l.items,
    l.total_amount, l.currency, l.next_action_at, l.registers, l.not_required, l.name, l.locale,
    l.time_zone`,
);

const endLapsed = prepared(
  "end_lapsed_leases",
  `update prompts set
    state = case when ending_at is null or $1 then 'retry' else 'unknown' end,
    last_error = case when ending_at is null then 'the worker was lost before the message went out'
      else 'the worker was lost while the message was let go' end,
    next_attempt_at = now(), lease_token = null, lease_until = null
  where state = 'sending' and lease_until < clock_timestamp()
  returning prompt_id`,
);

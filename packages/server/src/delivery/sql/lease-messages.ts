import type { Stage, StageRegisters, WaitingOn } from "@followthrough/core/domain";
import { FIRST_ENTRY } from "../../lifecycle/sql/mails-gone-out.ts";
import { readMoney, type StoredMoney } from "../../lifecycle/sql/money-column.ts";
import { LINES_COLUMNS, type LinesRow, toLines } from "../../lifecycle/sql/order-lines.ts";
import { decidedMailbox, isForRecipient } from "../../lifecycle/sql/prompt-recipient.ts";
import { AWAITS_SENDING } from "../../lifecycle/sql/prompt-states.ts";
import {
  recipientAddress,
  recipientLocale,
  recipientMailbox,
  recipientTimeZone,
} from "../../lifecycle/sql/recipient-join.ts";
import { readThings, type StoredThings } from "../../lifecycle/sql/things-column.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";
import {
  IS_ASSIGNED,
  IS_BOUGHT_AGAIN,
  JOIN_LOOKED_AT,
  MAY_BE_WRITTEN_TO,
  STILL_WAITS,
} from "./last-look.ts";
import type { LeasedMessage, LeasedPrompt } from "./leased-message.ts";

/** The limits of one lease. */
export interface LeaseLimits {
  readonly messages: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  /** How many messages to one destination may be in progress at once. */
  readonly perDestination: number;
  /** Whether a prompt is cancelled if its order is in an operator's hands. */
  readonly waitsForAssignee: boolean;
  /** Whether a prompt is cancelled if its shopper has bought again since it was decided. */
  readonly asksAboutLaterOrder: boolean;
  /** How many are already in progress, by destination; one whose circuit is open counts as full. */
  readonly taken: ReadonlyMap<string, number>;
}

/** What a lease has found. */
export interface Lease {
  readonly leased: LeasedMessage[];
  /** How many prompts were given up. */
  readonly givenUp: number;
  /** The orders of those that were decided for another member or mailbox than the order's of now. */
  readonly misdirected: readonly string[];
  /** The orders of those whose shoppers have bought again. */
  readonly boughtAgain: readonly string[];
}

interface Row extends LinesRow {
  prompt_id: string;
  lease_token: string;
  order_id: string;
  member_id: string | null;
  stage: Stage;
  step: number;
  is_misdirected: boolean;
  earlier_mails: number;
  attempts: number;
  recipient: string;
  message_id: string;
  decided_at: number;
  leased_at: number;
  was_ambiguous: boolean;
  order_number: string;
  total_amount: number;
  currency: string;
  points_off: number | null;
  status_url: string | null;
  next_action_at: number | null;
  waiting_on: WaitingOn | null;
  registers: StageRegisters;
  not_required: Stage[];
  if_known: Stage[];
  money: StoredMoney;
  things: StoredThings;
  started_at: number;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  state: string;
  verdict: string;
}

/**
 * Takes leases on due messages, after a last look. In the same statement, a prompt is cancelled if its order moved on or
 * its shopper has bought again, suppressed if its member no longer wants any, and dead if it is no longer worth sending. Attempts are counted here,
 * so that a crash loop ends.
 *
 * @returns the messages to send, and the prompts that were given up in the last look
 */
export async function leaseMessages(db: Db, limits: LeaseLimits): Promise<Lease> {
  const { messages, leaseMs, maxAttempts, perDestination, taken } = limits;
  const rows = await lease(db, [
    messages,
    leaseMs,
    maxAttempts,
    perDestination,
    [...taken.keys()],
    [...taken.values()],
    limits.waitsForAssignee,
    limits.asksAboutLaterOrder,
  ]);
  const sending = rows.filter((row) => row.state === "sending");
  const withdrawn = rows.filter((row) => row.state === "cancelled");
  const ordersOf = (some: readonly Row[]) => some.map((row) => row.order_id);
  return {
    leased: toMessages(sending),
    givenUp: rows.length - sending.length,
    misdirected: ordersOf(withdrawn.filter((row) => row.is_misdirected)),
    boughtAgain: ordersOf(withdrawn.filter((row) => row.verdict === "bought_again")),
  };
}

/**
 * Ends expired leases, whose workers are gone. Before the marker nothing can have been sent, so the message is tried
 * again. After the marker nobody can know, so the message is `unknown`, unless ambiguous messages are sent again.
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

/** The order with the most prompts has waited longest. */
function byWaiting(a: Row, b: Row): number {
  return b.step - a.step || (a.order_id < b.order_id ? -1 : 1);
}

function toMessage(first: Row, others: readonly Row[]): LeasedMessage {
  return {
    token: first.lease_token,
    messageId: first.message_id,
    recipient: first.recipient,
    attempts: Math.max(first.attempts, ...others.map((row) => row.attempts)),
    wasAmbiguous: [first, ...others].some((row) => row.was_ambiguous),
    leasedAt: first.leased_at,
    member: personOf([first, ...others]),
    prompts: [toPrompt(first), ...others.map(toPrompt)],
  };
}

/** Who reads the mailbox of a message, as far as its orders say. The order that has waited longest counts most. */
function personOf(rows: readonly Row[]): LeasedMessage["member"] {
  const names = new Set(rows.flatMap(({ name }) => name ?? []));
  return {
    name: names.size === 1 ? ([...names][0] ?? null) : null,
    locale: rows.find(({ locale }) => locale !== null)?.locale ?? null,
    timeZone: rows.find(({ time_zone }) => time_zone !== null)?.time_zone ?? null,
  };
}

function toPrompt(row: Row): LeasedPrompt {
  return {
    promptId: row.prompt_id,
    orderId: row.order_id,
    memberId: row.member_id,
    stage: row.stage,
    step: row.step,
    earlierMails: Math.min(row.step, row.earlier_mails),
    decidedAt: row.decided_at,
    order: {
      orderNumber: row.order_number,
      ...toLines(row),
      total: { amount: row.total_amount, currency: row.currency },
      pointsOff: row.points_off,
    },
    statusUrl: row.status_url,
    orchestration: {
      nextActionAt: row.next_action_at,
      waitingOn: row.waiting_on,
      registers: row.registers,
      notRequired: row.not_required,
      ifKnown: row.if_known,
      money: readMoney(row.money),
      things: readThings(row.things),
      startedAt: row.started_at,
    },
  };
}

// Mail services remember an idempotency key for a day. After that, another attempt could send the message twice.
const AMBIGUOUS_HOURS = 23;

// Only mails to this mailbox that asked for the same. Later ones don't count, so that each attempt sends the same message.
const EARLIER_MAILS = `select count(*)::integer from prompts gone
    where gone.order_id = p.order_id and gone.stage = p.stage and gone.state in ('sent', 'unknown')
      and gone.promised_by is null and ${decidedMailbox("gone")} = ${recipientMailbox("r")}
      and gone.stage_entry >= ${FIRST_ENTRY}
      and date_trunc('milliseconds', coalesce(gone.ending_at, gone.sent_at)) <= p.decided_at`;

// `skip locked` lets several workers share the outbox. If not all prompts of a message can be locked, none is taken,
// so that a message is never sent in two parts. The last look reads the member's choice as it is now, not as it was when the
// prompt was decided. A prompt whose order has another member or mailbox since is withdrawn: the frequency cap was claimed
// for the former one. Busy destinations are in a `not in`, which Postgres hashes: with
// 5,000 due prompts and 2,000 busy destinations it takes 4 ms; with an array it takes 130 ms.
const lease = prepared<Row>(
  "lease_messages",
  `with busy as (
    select * from unnest($5::text[], $6::integer[]) as b(destination, taken)
  ), waiting as materialized (
    select p.message_id, p.next_attempt_at, lower(split_part(p.recipient, '@', 2)) as destination
    from prompts p
    where p.state ${AWAITS_SENDING} and p.next_attempt_at <= now()
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
    where p.state ${AWAITS_SENDING}
  ), whole as (
    select message_id from chosen c
    where (select count(*) from held h where h.message_id = c.message_id) = (
      select count(*) from (select state from prompts q where q.message_id = c.message_id offset 0) p
      where p.state ${AWAITS_SENDING})
  ), looked as materialized (
    select p.prompt_id, p.message_id, r.member_id, r.order_number, ${LINES_COLUMNS.map((column) => `r.${column}`).join(", ")},
      r.total_amount, r.currency, case when not r.points_waived then r.points_value end as points_off, r.status_url, o.next_action_at, o.waiting_on, o.registers, o.not_required, o.if_known,
      o.money, o.things, o.started_at, m.name, ${recipientLocale("r")} as locale, ${recipientTimeZone("r")} as time_zone,
      ${recipientAddress("r")} as address, ${recipientMailbox("r")} as mailbox, r.order_id is null or o.order_id is null as is_missing,
      not ${isForRecipient("r")} as is_misdirected,
      case when p.step = 0 or p.promised_by is not null then 0 else (${EARLIER_MAILS}) end as earlier_mails,
      case
        when r.order_id is null or o.order_id is null then 'dead'
        when not ${STILL_WAITS} or $7 and ${IS_ASSIGNED} then 'cancelled'
        when not ${MAY_BE_WRITTEN_TO} then 'suppressed'
        when p.worth_until <= now() or p.attempts >= $3 or ${recipientAddress("r")} is null
          or p.ending_at < now() - interval '${AMBIGUOUS_HOURS} hours' then 'dead'
        when not ${isForRecipient("r")} then 'cancelled'
        when $8 and ${IS_BOUGHT_AGAIN} then 'bought_again'
        else 'sending'
      end as verdict
    from held h
    join whole using (message_id)
    join prompts p using (order_id, stage, stage_entry, step)
    ${JOIN_LOOKED_AT}
  ), tokens as materialized (
    select message_id, mailbox, gen_random_uuid() as token
    from looked where verdict = 'sending' group by message_id, mailbox
  )
  update prompts p set
    -- A message that may have been accepted can no longer be cancelled.
    state = case when l.verdict <> 'sending' and p.ending_at is not null then 'unknown'
      when l.verdict = 'bought_again' then 'cancelled' else l.verdict end,
    recipient = coalesce(l.address, p.recipient),
    mailbox = case when l.address is null then p.mailbox else nullif(l.mailbox, lower(l.address)) end,
    member_id = case when l.is_missing then p.member_id else l.member_id end,
    attempts = p.attempts + (l.verdict = 'sending')::integer,
    lease_token = t.token,
    lease_until = case when t.token is not null then clock_timestamp() + $2 * interval '1 ms' end,
    last_error = case when l.is_missing then 'its order is missing'
      when l.verdict = 'dead' and p.last_error is null then 'stale: no longer worth sending when its turn came'
      when l.verdict = 'bought_again' then 'withdrawn: its shopper has bought again'
      when l.is_misdirected then 'withdrawn: its order has another member or address now'
      else p.last_error end
  from looked l
  left join tokens t on t.message_id = l.message_id and t.mailbox = l.mailbox
    and l.verdict = 'sending'
  where p.prompt_id = l.prompt_id
  returning p.prompt_id, p.lease_token, p.order_id, p.member_id, p.stage, p.step, p.attempts,
    l.earlier_mails,
    p.recipient, p.message_id, p.decided_at, p.state, l.verdict, l.is_misdirected, p.ending_at is not null as was_ambiguous,
    date_trunc('milliseconds', clock_timestamp()) as leased_at, l.order_number,
    ${LINES_COLUMNS.map((column) => `l.${column}`).join(", ")}, l.total_amount, l.currency, l.points_off, l.status_url, l.next_action_at,
    l.waiting_on, l.registers, l.not_required, l.if_known, l.money, l.things, l.started_at, l.name, l.locale,
    l.time_zone`,
);

const endLapsed = prepared(
  "end_lapsed_leases",
  `update prompts set
    state = case when ending_at is null or $1 then 'retry' else 'unknown' end,
    last_error = case when ending_at is null then 'the worker was lost before the message went out'
      else 'the worker was lost while it wrote the end marker' end,
    next_attempt_at = now(), lease_token = null, lease_until = null
  where state = 'sending' and lease_until < clock_timestamp()
  returning prompt_id`,
);

import type { Orchestration, RecoveryInputs, UnsentPrompts } from "@followthrough/core/domain";
import { AUTOMATIC_RESOLUTIONS } from "../../lifecycle/sql/escalation-rows.ts";
import { isForMailbox } from "../../lifecycle/sql/prompt-recipient.ts";
import { NEVER_WENT_OUT } from "../../lifecycle/sql/prompt-states.ts";
import {
  joinRecipient,
  mailboxOf,
  recipientAddress,
  recipientMailbox,
  recipientTimeZone,
  sqlAddressKey,
  sqlMemberKey,
  storedMailbox,
  suppressionOf,
} from "../../lifecycle/sql/recipient-join.ts";
import { type Db, prepared, timestamp } from "../../platform/postgres/database.ts";
import { isVoid } from "./frequency-cap.ts";

/** What we need from an order to find the recipient of its prompt. */
export interface Addressed {
  readonly orderId: string;
  readonly memberId: string | null;
  /** The address that was entered at checkout. */
  readonly email: string | null;
  /** The order's own time zone (IANA). */
  readonly timeZone: string | null;
  /** Whether the order was placed only to test. */
  readonly isTest: boolean;
  readonly orchestration: DecidedPart;
}

/** What of an order's orchestration says which of its prompts, holds and promises matter. */
type DecidedPart = Pick<
  Orchestration,
  "currentStage" | "stageEntry" | "cadenceStep" | "ahead" | "redeemsPoints" | "things"
>;

/** Reads what decisions need to know about these orders' members, by order id. */
export async function readRecipientInputs(
  db: Db,
  orders: readonly Addressed[],
): Promise<ReadonlyMap<string, RecoveryInputs>> {
  const rows = await contexts(db, [
    orders.map((order) => order.orderId),
    orders.map((order) => order.memberId),
    orders.map((order) => order.email),
    orders.map(({ orchestration }) => orchestration.redeemsPoints),
    orders.map((order) => order.isTest),
    orders.map((order) => storedMailbox(order.email)),
    orders.map((order) => order.timeZone),
    orders.map(({ orchestration }) => promptedEntry(orchestration)),
    orders.map(({ orchestration }) => promiseOf(orchestration)),
  ]);
  return new Map(rows.map((row) => [row.order_id, toContext(row)]));
}

/** `null` if no prompt was decided in it. */
function promptedEntry({ stageEntry, cadenceStep, ahead }: DecidedPart): number | null {
  return cadenceStep === 0 && ahead === undefined ? null : stageEntry;
}

/** `null` if nobody gets mail about it now. */
function promiseOf({ currentStage, things }: DecidedPart): Date | null {
  return currentStage === "fulfillment" ? timestamp(things.promisedBy) : null;
}

function toContext(row: ContextRow): RecoveryInputs {
  return {
    orderId: row.order_id,
    isTest: row.is_test,
    member: row.member,
    email: row.email,
    timeZone: row.time_zone,
    orderUpdates: row.order_updates,
    suppression: row.suppression,
    lastPromptedAt: row.prompted_at,
    providerAnswer: "none",
    pointsReturnAt: row.points_return_at,
    isAssigned: row.is_assigned,
    boughtAgain: row.bought_again,
    unsent: row.unsent ?? {},
    isDelayTold: row.is_delay_told,
  };
}

interface ContextRow {
  order_id: string;
  is_test: boolean;
  member: RecoveryInputs["member"];
  email: string | null;
  time_zone: string | null;
  order_updates: boolean;
  suppression: RecoveryInputs["suppression"];
  prompted_at: number | null;
  points_return_at: number | null;
  is_assigned: boolean;
  bought_again: boolean;
  unsent: UnsentPrompts | null;
  is_delay_told: boolean;
}

// Two orders are alike if they share a line, or cost about the same in one currency.
const ALIKE = `(later.currency = own.currency and later.total_amount between own.total_amount * 0.9 and own.total_amount * 1.1
      or exists (select from jsonb_array_elements(later.items) a join jsonb_array_elements(own.items) b
        on a ->> 'title' = b ->> 'title'))`;

// Members are found by id, and everybody by mailbox. Each look-up goes through its own index, because with `or` the
// planner reads every order.
const OTHERS_OF_SAME_PERSON = `select order_id from orders where member_id = c.member_id and order_id <> c.order_id
        union all select order_id from orders a
          where ${mailboxOf("a")} = ${recipientMailbox("c")} and order_id <> c.order_id
        union all select o.order_id from members a join orders o on o.member_id = a.member_id
          where ${mailboxOf("a")} = ${recipientMailbox("c")} and a.member_id is distinct from c.member_id`;

/**
 * A completed order of the same member or the same mailbox, placed after this one, unless an operator has judged it and
 * left this one open. A test is no purchase, but an order that is only followed is one. It is not looked up for people who
 * get no mail anyway. Most people have one order, so nothing else is read before another one is found: `offset 0` keeps
 * the planner from joining the orders first. It adds about 15 us to an order's decision.
 */
const BOUGHT_AGAIN = `n.order_updates is distinct from false and s.address is null and exists (
      select from (${OTHERS_OF_SAME_PERSON}) other cross join lateral (
        select from orchestrations done join orders later using (order_id) join orders own on own.order_id = c.order_id
        where done.order_id = other.order_id and done.current_stage = 'completed'
          and later.placed_at > own.placed_at and not later.is_test and ${ALIKE}
        offset 0) alike
      where not exists (select from escalations judged where judged.order_id = c.order_id
        and judged.reason = 'bought_again' and judged.resolution not in ${AUTOMATIC_RESOLUTIONS}))`;

// A step is used up only by a mail to the mailbox of now. News that the same person got elsewhere are no news.
const UNSENT = `case when c.stage_entry is not null then (
      select jsonb_object_agg(stage, unsent) from (
        select p.stage, jsonb_build_object('steps', count(*),
          'dead', count(*) filter (where p.state = 'dead' and ${isForMailbox("c")})) as unsent
        from prompts p where p.order_id = c.order_id and p.stage_entry = c.stage_entry
          and (p.state ${NEVER_WENT_OUT} or p.promised_by is not null or not ${isForMailbox("c")})
        group by p.stage) by_stage)
    end`;
const IS_DELAY_TOLD = `c.promised_by is not null and exists (select from prompts p
      where p.order_id = c.order_id and p.promised_by = c.promised_by and not p.state ${NEVER_WENT_OUT}
        and (p.member_id = c.member_id or ${isForMailbox("c")}))`;

// A claim that led to no mail does not count.
const LAST_PROMPTED = `select max(q.prompted_at) from prompted_recipients q where q.recipient = any (
      array[${sqlMemberKey("c.member_id")}, ${sqlAddressKey(recipientMailbox("c"))}]) and not ${isVoid("q")}`;

// The tables of members are read by a list of ids and never joined to orders. The cap is the member's and the mailbox's.
const contexts = prepared<ContextRow>(
  "read_recovery_contexts",
  `select c.order_id, c.is_test,
    case when c.member_id is null then 'guest' when m.member_id is null then 'missing' else 'known' end
      as member,
    ${recipientAddress("c")} as email,
    ${recipientTimeZone("c")} as time_zone,
    coalesce(n.order_updates, true) as order_updates,
    ${suppressionOf("c")} as suppression,
    (${LAST_PROMPTED}) as prompted_at,
    case when c.redeems_points then (
      select min(h.expires_at) from loyalty_holds h
      where h.order_id = c.order_id and h.state = 'active' and not h.is_kept)
    end as points_return_at,
    exists (select from escalations e where e.order_id = c.order_id and e.resolved_at is null
      and e.assignee is not null) as is_assigned,
    ${BOUGHT_AGAIN} as bought_again,
    ${UNSENT} as unsent,
    ${IS_DELAY_TOLD} as is_delay_told
  from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[], $6::text[], $7::text[],
      $8::integer[], $9::timestamptz[])
    as c(order_id, member_id, email, redeems_points, is_test, mailbox, time_zone, stage_entry, promised_by)
  ${joinRecipient("c")}`,
);

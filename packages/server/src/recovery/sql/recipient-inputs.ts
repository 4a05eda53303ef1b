import type { Orchestration, RecoveryInputs, UnsentPrompts } from "@followthrough/core/domain";
import { hasBoughtAgain, hasOtherOrders } from "../../lifecycle/sql/bought-again.ts";
import { isForMailbox } from "../../lifecycle/sql/prompt-recipient.ts";
import { NEVER_WENT_OUT } from "../../lifecycle/sql/prompt-states.ts";
import {
  joinRecipient,
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

/** What a decision needs, and whether the same person may have other decisions. */
export interface RecipientInputs extends RecoveryInputs {
  /** Whether the shop knows other orders of the same person, to whom mail may go. */
  readonly hasOtherOrders: boolean;
}

/** Reads what decisions need to know about these orders' members, by order id. */
export async function readRecipientInputs(
  db: Db,
  orders: readonly Addressed[],
): Promise<ReadonlyMap<string, RecipientInputs>> {
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

function toContext(row: ContextRow): RecipientInputs {
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
    hasOtherOrders: row.has_other_orders,
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
  has_other_orders: boolean;
  bought_again: boolean;
  unsent: UnsentPrompts | null;
  is_delay_told: boolean;
}

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

// Two look-ups by key. With `= any (array[...])`, the planner scans a bitmap, which takes twice as long.
const JOIN_CLAIMS = `left join prompted_recipients member_claim
    on member_claim.recipient = ${sqlMemberKey("c.member_id")}
  left join prompted_recipients address_claim
    on address_claim.recipient = ${sqlAddressKey(recipientMailbox("c"))}`;

/** When a claim led to mail, if it did. */
function mailedBy(claim: string): string {
  return `case when ${claim}.recipient is not null and not ${isVoid(claim)} then ${claim}.prompted_at end`;
}

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
    greatest(${mailedBy("member_claim")}, ${mailedBy("address_claim")}) as prompted_at,
    case when c.redeems_points then (
      select min(h.expires_at) from loyalty_holds h
      where h.order_id = c.order_id and h.state = 'active' and not h.is_kept)
    end as points_return_at,
    exists (select from escalations e where e.order_id = c.order_id and e.resolved_at is null
      and e.assignee is not null) as is_assigned,
    person.has_other_orders,
    person.has_other_orders and ${hasBoughtAgain("c")} as bought_again,
    ${UNSENT} as unsent,
    ${IS_DELAY_TOLD} as is_delay_told
  from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[], $6::text[], $7::text[],
      $8::integer[], $9::timestamptz[])
    as c(order_id, member_id, email, redeems_points, is_test, mailbox, time_zone, stage_entry, promised_by)
  ${joinRecipient("c")}
  ${JOIN_CLAIMS}
  cross join lateral (select ${hasOtherOrders("c")} as has_other_orders offset 0) person`,
);

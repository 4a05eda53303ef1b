import type { Stage, StageRegisters } from "@followthrough/core/domain";
import { type Db, prepared } from "./database.ts";
import type { StoredItem } from "./orders.ts";

/** A prompt that this worker may send, with all that its message says. */
export interface LeasedPrompt {
  readonly promptId: string;
  readonly token: string;
  readonly orderId: string;
  readonly memberId: string | null;
  readonly stage: Stage;
  readonly step: number;
  readonly attempts: number;
  readonly recipient: string;
  readonly messageId: string;
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
  readonly member: {
    readonly name: string | null;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
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
 * Takes leases on due prompts, after a last look: a prompt whose order moved on is cancelled, one whose
 * member wants none any more is suppressed, one that is no longer worth sending is dead, all in this
 * statement. Attempts are counted here, so that a crash loop ends.
 *
 * @returns the prompts to send, and how many were given up in the last look
 */
export async function leasePrompts(
  db: Db,
  limit: number,
  leaseMs: number,
  maxAttempts: number,
): Promise<{ leased: LeasedPrompt[]; givenUp: number }> {
  const rows = await lease(db, [limit, leaseMs, maxAttempts]);
  const leased = rows.filter((row) => row.state === "sending").map(toLeased);
  return { leased, givenUp: rows.length - leased.length };
}

/**
 * Ends leases that ran out: whoever held them is gone. Before the marker nothing was let go, so the prompt
 * is tried again; after it nobody can know, and it is `unknown`.
 *
 * @returns how many leases were ended
 */
export async function endLapsedLeases(db: Db): Promise<number> {
  return (await endLapsed(db, [])).length;
}

function toLeased(row: Row): LeasedPrompt {
  return {
    promptId: row.prompt_id,
    token: row.lease_token,
    orderId: row.order_id,
    memberId: row.member_id,
    stage: row.stage,
    step: row.step,
    attempts: row.attempts,
    recipient: row.recipient,
    messageId: row.message_id,
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
    member: { name: row.name, locale: row.locale, timeZone: row.time_zone },
  };
}

// `for update of p skip locked` so that several workers share the outbox. The last look reads the member's
// choice and address as they are now, not as they were when the prompt was decided.
const lease = prepared<Row>(
  "lease_prompts",
  `with due as materialized (
    select p.order_id, p.stage, p.stage_entry, p.step from prompts p
    where p.state in ('pending', 'retry') and p.next_attempt_at <= now()
    order by p.next_attempt_at limit $1 for update skip locked
  ), looked as materialized (
    select p.prompt_id, r.order_number, r.items, r.total_amount, r.currency, o.next_action_at,
      o.registers, o.not_required, m.name, m.locale, m.time_zone,
      coalesce(m.email, r.email) as address,
      case
        when o.stage_entry <> p.stage_entry or o.current_stage <> p.stage or o.status = 'cancelled'
          or o.waiting_on is distinct from 'member' then 'cancelled'
        when n.order_updates is false or s.address is not null then 'suppressed'
        when p.worth_until <= now() or p.attempts >= $3 or coalesce(m.email, r.email) is null
          then 'dead'
        else 'sending'
      end as verdict
    from due d
    join prompts p using (order_id, stage, stage_entry, step)
    join orders r using (order_id)
    join orchestrations o using (order_id)
    left join members m on m.member_id = r.member_id
    left join notification_preferences n on n.member_id = r.member_id
    left join address_suppressions s on s.address = lower(coalesce(m.email, r.email))
  )
  update prompts p set
    state = l.verdict,
    recipient = coalesce(l.address, p.recipient),
    attempts = p.attempts + (l.verdict = 'sending')::integer,
    lease_token = case when l.verdict = 'sending' then gen_random_uuid() end,
    lease_until = case when l.verdict = 'sending' then clock_timestamp() + $2 * interval '1 ms' end,
    last_error = case when l.verdict = 'dead' and p.last_error is null
      then 'no longer worth sending' else p.last_error end
  from looked l
  where p.prompt_id = l.prompt_id
  returning p.prompt_id, p.lease_token, p.order_id, p.member_id, p.stage, p.step, p.attempts,
    p.recipient, p.message_id, p.decided_at, p.state, l.order_number, l.items, l.total_amount,
    l.currency, l.next_action_at, l.registers, l.not_required, l.name, l.locale, l.time_zone`,
);

const endLapsed = prepared(
  "end_lapsed_leases",
  `update prompts set
    state = case when ending_at is null then 'retry' else 'unknown' end,
    last_error = case when ending_at is null then 'the worker was lost before the message went out'
      else 'the worker was lost while the message was let go' end,
    next_attempt_at = now(), lease_token = null, lease_until = null
  where state = 'sending' and lease_until < clock_timestamp()
  returning prompt_id`,
);

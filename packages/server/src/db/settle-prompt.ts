import { type Db, prepared } from "./database.ts";

/** Which lease a write belongs to: only its holder may settle a prompt. */
export interface Lease {
  readonly promptId: string;
  readonly token: string;
}

/** How a leased prompt ended. */
export type Settlement =
  | { readonly state: "sent" }
  | { readonly state: "retry"; readonly error: string; readonly delayMs: number }
  | { readonly state: "unknown" | "dead" | "cancelled"; readonly error: string };

/**
 * The last look, right before the message is let go: commits the marker if the lease still holds, the
 * order still waits for its member, and the member still wants mail at this very address.
 *
 * @returns whether the message may end
 */
export async function markEnding(db: Db, { promptId, token }: Lease): Promise<boolean> {
  return (await mark(db, [promptId, token])).length > 0;
}

/** @returns false when the lease was lost meanwhile; nothing is changed then */
export async function settlePrompt(
  db: Db,
  { promptId, token }: Lease,
  settlement: Settlement,
): Promise<boolean> {
  const error = settlement.state === "sent" ? null : settlement.error;
  const delayMs = settlement.state === "retry" ? settlement.delayMs : 0;
  return (await settle(db, [promptId, token, settlement.state, error, delayMs])).length > 0;
}

/** Nothing is sent to this address any more. The first reason stays. */
export async function suppressAddress(
  db: Db,
  address: string,
  reason: "unsubscribed" | "bounced",
): Promise<void> {
  await suppress(db, [address, reason]);
}

const mark = prepared(
  "mark_ending",
  `update prompts p set ending_at = clock_timestamp()
  from orchestrations o, orders r
  left join members m on m.member_id = r.member_id
  left join notification_preferences n on n.member_id = r.member_id
  left join address_suppressions s on s.address = lower(coalesce(m.email, r.email))
  where p.prompt_id = $1 and p.lease_token = $2 and p.lease_until > clock_timestamp()
    and o.order_id = p.order_id and r.order_id = p.order_id
    and o.stage_entry = p.stage_entry and o.current_stage = p.stage and o.status <> 'cancelled'
    and o.waiting_on = 'member'
    and n.order_updates is distinct from false and s.address is null
    and coalesce(m.email, r.email) = p.recipient
  returning p.prompt_id`,
);

// A retry clears the marker: that attempt provably never ended its message.
const settle = prepared(
  "settle_prompt",
  `update prompts set state = $3, last_error = $4,
    sent_at = case when $3 = 'sent' then date_trunc('milliseconds', clock_timestamp()) end,
    next_attempt_at = now() + $5 * interval '1 ms',
    ending_at = case when $3 = 'retry' then null else ending_at end,
    lease_token = null, lease_until = null
  where prompt_id = $1 and lease_token = $2 and state = 'sending'
  returning prompt_id`,
);

const suppress = prepared(
  "suppress_address",
  `insert into address_suppressions (address, reason) values (lower($1), $2)
  on conflict (address) do nothing`,
);

import type { Reach } from "@followthrough/core/domain";
import { prepared, type Tx } from "../../platform/postgres/database.ts";
import { MAILS_SINCE_STAGE_BEGAN } from "./mails-gone-out.ts";
import { isForRecipient } from "./prompt-recipient.ts";
import { AWAITS_SENDING, NEVER_WENT_OUT } from "./prompt-states.ts";
import { joinRecipient, recipientAddress, suppressionOf } from "./recipient-join.ts";

/** What is known of the mail to this order's shopper. Lock the order first, so that no mail of it ends at this moment. */
export async function readReach(tx: Tx, orderId: string): Promise<Reach | null> {
  const [row] = await reach(tx, [orderId]);
  if (row === undefined) return null;
  const { lacks, kind, reason, mails } = row;
  const { is_latest_unsent: isLatestUnsent, is_misdirected: isMisdirected } = row;
  const decided = kind === null || reason === null ? null : { kind, reason };
  return { lacks, decided, mails, isLatestUnsent, isMisdirected };
}

interface Row {
  lacks: Reach["lacks"];
  kind: NonNullable<Reach["decided"]>["kind"] | null;
  reason: string | null;
  mails: number;
  is_latest_unsent: boolean;
  is_misdirected: boolean;
}

// A decision stands as long as no later entry has planned another time. A prompt that was given up counts also if the
// order has been made due since then.
const reach = prepared<Row>(
  "read_reach",
  `select case
      when r.member_id is not null and m.member_id is null then 'missing_member'
      when ${recipientAddress("r")} is null then 'missing_address'
      when n.order_updates is false or ${suppressionOf("r")} is not null then 'unreachable'
    end as lacks,
    decided.kind, decided.reason, (${MAILS_SINCE_STAGE_BEGAN}) as mails,
    plan.made_by is not null and exists (select from prompts p where p.order_id = o.order_id and p.stage_entry = o.stage_entry
      and p.state ${NEVER_WENT_OUT}
      and (p.stage = o.current_stage and p.step = o.cadence_step - 1
        or p.stage = o.ahead ->> 'stage' and p.step = (o.ahead ->> 'step')::integer - 1)) as is_latest_unsent,
    exists (select from prompts p where p.order_id = o.order_id and p.stage_entry = o.stage_entry
      and (p.state ${AWAITS_SENDING} or p.state = 'sending') and p.ending_at is null
      and not ${isForRecipient("r")}) as is_misdirected
  from orders r join orchestrations o using (order_id)
  ${joinRecipient("r")}
  left join lateral (
    select e.kind as made_by, e.payload, e.next_action_at_after as planned
    from orchestration_events e where e.order_id = o.order_id and e.kind in ('sweep', 'reconsidered')
    order by e.version desc limit 1
  ) plan on plan.planned::timestamptz(3) = o.next_action_at
  left join lateral (
    select plan.payload ->> 'decision' as kind, plan.payload ->> 'reason' as reason
  ) decided on plan.made_by = 'sweep'
  where r.order_id = $1`,
);

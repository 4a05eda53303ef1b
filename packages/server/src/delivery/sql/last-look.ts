import { hasBoughtAgain } from "../../lifecycle/sql/bought-again.ts";
import { NOT_PAUSED } from "../../lifecycle/sql/orchestration-row.ts";
import { PROMPT_NOW_RUN } from "../../lifecycle/sql/prompt-states.ts";
import { isUnsubscribed, joinRecipient } from "../../lifecycle/sql/recipient-join.ts";

/** What the last look reads in addition to `prompts p`: the order `r`, the orchestration `o` and the recipient. */
export const JOIN_LOOKED_AT = `left join orders r using (order_id)
  left join orchestrations o using (order_id)
  ${joinRecipient("r")}`;

// What an order doesn't say is null, and `not null` would let the message go: so each of these is true or false.

// The member was asked for a later stage, while the current one waits on somebody else.
const WAITS_AHEAD =
  "coalesce(o.ahead ->> 'stage' = p.stage and (o.ahead ->> 'waits')::boolean, false)";

// Not all parcels that were sent are with the shopper.
const IS_AWAITED = `not (jsonb_path_exists(o.things, '$.parcels.*.latest.state ? (@ == "delivered")')
      and not jsonb_path_exists(o.things, '$.parcels.*.latest.state ? (@ == "pending" || @ == "shipped")'))`;

// The member reads that the delivery is late, unless another day was promised or all parcels have arrived since, or a
// detail is missing that only the member knows.
const IS_LATE = `o.current_stage = p.stage and o.waiting_on is distinct from 'member'
      and (o.things ->> 'promisedBy')::bigint = (extract(epoch from p.promised_by) * 1000)::bigint
      and p.promised_by <= now() and ${IS_AWAITED}`;

/** The order is still at the point where the prompt was decided, and still waits on the member or is late. */
export const STILL_WAITS = `coalesce(o.stage_entry = p.stage_entry and o.status <> 'cancelled' and ${NOT_PAUSED}
    and case when p.promised_by is not null then ${IS_LATE}
      else o.current_stage = p.stage and o.waiting_on is not distinct from 'member' or ${WAITS_AHEAD} end, false)`;

/** An operator works on the order. */
export const IS_ASSIGNED = `exists (select from escalations e where e.order_id = p.order_id
    and e.resolved_at is null and e.assignee is not null)`;

// An operator who asks for a prompt knows what else its shopper has bought.
const IS_OPERATORS = `exists (select from orchestration_events e where e.order_id = p.order_id and e.kind = 'sweep'
    and e.payload ->> 'runId' = '${PROMPT_NOW_RUN}' and e.stage = p.stage
    and (e.payload ->> 'step')::integer = p.step and e.recorded_at >= p.decided_at)`;

/** The shopper has bought again since a sweep asked them to pay. News of a delay ask nobody for anything. */
export const IS_BOUGHT_AGAIN = `(o.current_stage = 'payment' and p.promised_by is null and ${hasBoughtAgain("r")}
    and not ${IS_OPERATORS})`;

/** The order is no test, and the member wants mail: their mailbox is not suppressed, for this order or for all. */
export const MAY_BE_WRITTEN_TO = `(r.is_test is not true and n.order_updates is distinct from false and s.address is null
    and not ${isUnsubscribed("r")})`;

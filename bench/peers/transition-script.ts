import { z } from "zod";
import { ORDER_ID } from "../database/fill.ts";
import { withClient } from "../database/query.ts";

/** What one POST of an event wrote, as text of its types. */
const Written = z.object({
  registers: z.string(),
  metadata: z.string(),
  note: z.string().nullable(),
  request_hash: z.string(),
  answer: z.string(),
});

/**
 * The writes of one accepted event as a single statement for pgbench: the guarded update of the row, the
 * timeline's entry, the key's answer. The values are those that the product wrote, so that rows are of one size.
 *
 * @param url a database in which the product has recorded events
 */
export async function writeScript(url: string, orders: number): Promise<string> {
  const written = await withClient(url, async (client) => {
    const { rows } = await client.query(
      `select o.registers::text, o.metadata::text, e.note, k.request_hash, k.answer::text
      from idempotency_keys k
      join orchestrations o using (order_id)
      join orchestration_events e on e.order_id = o.order_id and e.version = o.version
      where o.version > 1 limit 1`,
    );
    return Written.parse(rows[0]);
  });
  const key = "gen_random_uuid()::text";
  return `\\set n random(1, ${orders})
with known as (
  select order_id, version from orchestrations
  where order_id = (select ${ORDER_ID} from (select :n::integer) as t(n))
), changed as (
  update orchestrations o set version = o.version + 1, current_stage = 'payment', status = 'waiting',
    waiting_on = 'member', next_action_at = now() + interval '30 minutes', stage_entry = 1,
    cadence_step = 0, last_transition_at = now(), registers = ${json(written.registers)},
    metadata = ${json(written.metadata)}
  from known where o.order_id = known.order_id and o.version = known.version
  returning o.*
), recorded as (
  insert into orchestration_events (order_id, version, kind, stage, status, disposition, reopens, note,
    actor, occurred_at, recorded_at, current_stage_after, status_after, waiting_on_after,
    next_action_at_after)
  select order_id, version, 'stage', current_stage, status, 'applied', false, ${text(written.note ?? "")},
    'api', now(), now(), current_stage, status, waiting_on, next_action_at
  from changed
), answered as (
  insert into idempotency_keys (order_id, key, request_hash, answer)
  select order_id, ${key}, ${text(written.request_hash)}, ${json(written.answer)} from changed
)
select order_id from changed;
`;
}

/** What a GET of an order reads, as a single statement for pgbench: the row, its latest events, open steps. */
export function readScript(orders: number): string {
  return `\\set n random(1, ${orders})
select o.*, r.member_id,
  array(select e from (
    select * from orchestration_events where order_id = o.order_id order by version desc limit 50) e),
  array(select s from (
    select * from loyalty_steps
    where member_id = r.member_id and status = 'pending' and (order_id = o.order_id or order_id is null)
      and (expires_at is null or expires_at > now())
    order by created_at, external_id limit 50) s)
from orchestrations o join orders r using (order_id)
where o.order_id = (select ${ORDER_ID} from (select :n::integer) as t(n));
`;
}

function json(value: string): string {
  return `${text(value)}::jsonb`;
}

/** pgbench takes a colon before a digit for a variable; JSON has another way to write one. */
function text(value: string): string {
  return `'${value.replaceAll("'", "''").replaceAll(/:(?=\w)/g, "\\u003a")}'`;
}

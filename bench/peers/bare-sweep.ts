import { withClient } from "../database/query.ts";

const BATCH = 1_000;

/**
 * Does a sweep's writes by SQL alone, without anything being decided: in batches behind a cursor, one
 * statement and one commit each, prompts for members who got none lately.
 *
 * @returns how many orders were written, and in how many seconds
 */
export function sweepBare(url: string): Promise<{ processed: number; seconds: number }> {
  return withClient(url, async (client) => {
    const startedAt = performance.now();
    let processed = 0;
    let cursor = { due: "epoch", id: "" };
    for (;;) {
      const { rows } = await client.query<{ orders: number; due: string; id: string }>({
        name: "batch",
        text: STATEMENT,
        values: [cursor.due, cursor.id, BATCH],
      });
      const [row] = rows;
      if (row === undefined || row.orders === 0) break;
      processed += row.orders;
      cursor = row;
    }
    return { processed, seconds: (performance.now() - startedAt) / 1000 };
  });
}

// The values are as long as those that the product writes.
const PAYLOAD = `jsonb_build_object('decision', case when is_prompted then 'prompt' else 'defer' end,
    'reason', case when is_prompted then 'waiting_on_member' else 'frequency_cap' end, 'step', 0,
    'policyVersion', 'bench-1', 'runId', '00000000-0000-4000-8000-000000000000')`;

const STATEMENT = `with due as materialized (
    select o.order_id, o.next_action_at from orchestrations o
    where (o.next_action_at, o.order_id) > ($1::timestamptz, $2) and o.next_action_at <= now()
    order by o.next_action_at, o.order_id limit $3
    for update skip locked
  ), changed as (
    update orchestrations o set version = o.version + 1, cadence_step = o.cadence_step + 1,
      next_action_at = now() + interval '6 hours', last_transition_at = now(), registers = o.registers,
      metadata = o.metadata
    from due join orders r using (order_id) join members m using (member_id)
      left join prompted_recipients p on p.recipient = 'member:' || r.member_id
    where o.order_id = due.order_id
    returning o.*, r.member_id, m.email, p.recipient is null as is_prompted
  ), recorded as (
    insert into orchestration_events (order_id, version, kind, stage, status, disposition, reopens, note,
      payload, actor, occurred_at, recorded_at, current_stage_after, status_after, waiting_on_after,
      next_action_at_after)
    select order_id, version, 'sweep', current_stage, status, 'applied', false, 'Recovery sweep executed',
      ${PAYLOAD}, 'sweep', now(), now(), current_stage, status, waiting_on, next_action_at
    from changed
  ), prompted as (
    insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient, message_id,
      policy_version, worth_until)
    select c.order_id, c.current_stage, c.stage_entry, 0, p.id, c.member_id, c.email,
      '<' || p.id || '@shop.test>', 'bench-1', now() + interval '24 hours'
    from (select *, gen_random_uuid() as prompt from changed) c, lateral (select c.prompt as id) p
    where c.is_prompted
    on conflict (order_id, stage, stage_entry, step) do nothing
  ), caps as (
    insert into prompted_recipients (recipient, prompted_at, message_id)
    select recipient, now(), '<00000000-0000-4000-8000-000000000000@shop.test>'
    from changed, unnest(array['member:' || member_id, 'address:' || email]) recipient where is_prompted
    on conflict (recipient) do update set prompted_at = excluded.prompted_at
  )
  select count(*)::integer as orders, max(next_action_at)::text as due,
    (array_agg(order_id order by next_action_at desc, order_id desc))[1] as id
  from due`;

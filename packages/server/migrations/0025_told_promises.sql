-- Up Migration

-- The promised day that a prompt says is over; null if it asks for something.
alter table prompts add column promised_by timestamptz(3);

-- Which day an earlier prompt named is known as long as no other one was promised since.
update prompts p set promised_by = coalesce(
  case when p.stage_entry = o.stage_entry
    then timestamptz 'epoch' + (o.things ->> 'promisedBy')::float8 * interval '1 ms' end,
  p.decided_at)
from orchestrations o
where o.order_id = p.order_id and p.stage = 'fulfillment' and exists (
  select from orchestration_events e where e.order_id = p.order_id and e.kind = 'sweep'
    and e.payload ->> 'decision' = 'prompt' and e.payload ->> 'reason' = 'late'
    and (e.payload ->> 'step')::integer = p.step
    and e.recorded_at between p.decided_at - interval '1 minute' and p.decided_at + interval '1 minute');

-- The message for which a recipient was claimed: a claim that led to no mail does not count. Null in older claims, which
-- count.
alter table prompted_recipients add column message_id text;

-- Down Migration

alter table prompted_recipients drop column message_id;
alter table prompts drop column promised_by;

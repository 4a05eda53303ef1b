-- Up Migration

-- What is to be paid, and every payment with its refunds and disputes. Old orders begin without: they go by what was
-- stated about their payment stage, and learn their bill with their next entry.
alter table orchestrations add column money jsonb not null default '{}';

-- What an entry says about money. Most entries say nothing.
alter table orchestration_events add column money jsonb;

-- What a payment's report says of a person can be taken out of an entry, too. Its numbers stay: amounts and times.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'orchestration_events'
    and current_setting('followthrough.erasing', true) = 'on'
    and (to_jsonb(new) - array['note', 'payload', 'metadata_patch', 'money'])
      = (to_jsonb(old) - array['note', 'payload', 'metadata_patch', 'money'])
    and jsonb_path_query_array(new.money, 'strict $.** ? (@.type() == "number")')
      is not distinct from jsonb_path_query_array(old.money, 'strict $.** ? (@.type() == "number")')
  then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

alter table orchestration_events drop constraint orchestration_events_kind_check;
alter table orchestration_events add constraint orchestration_events_kind_check check (kind in
  ('placed', 'stage', 'sweep', 'cancelled', 'paused', 'resumed', 'operator', 'reconsidered', 'order_changed'));

-- A closed order may have a date on which its money needs an operator: an invoice's, or the last day of a capture.
alter table orchestrations drop constraint next_action_until_closed;
alter table orchestrations add constraint next_action_until_closed check (
  current_stage = 'completed' or status = 'cancelled' or next_action_at is not null
);

alter table orders
  add column terms_kind text
    check (terms_kind in ('on_delivery', 'invoice', 'prepaid_invoice', 'bank_transfer')),
  add column terms_due_at timestamptz(3),
  add column is_test boolean not null default false;

-- The time of the message that named the order of this object. Of two orders the one that was named last counts.
alter table provider_references add column named_at timestamptz(3);

-- Down Migration

alter table provider_references drop column named_at;
alter table orders drop column is_test, drop column terms_due_at, drop column terms_kind;
update orchestrations set next_action_at = null where current_stage = 'completed' or status = 'cancelled';
alter table orchestrations drop constraint next_action_until_closed;
alter table orchestrations add constraint next_action_until_closed check (
  (current_stage = 'completed' or status = 'cancelled') = (next_action_at is null)
);
alter table orchestration_events drop constraint orchestration_events_kind_check;
alter table orchestration_events add constraint orchestration_events_kind_check check (kind in
  ('placed', 'stage', 'sweep', 'cancelled', 'paused', 'resumed', 'operator', 'reconsidered')) not valid;
alter table orchestration_events drop column money;
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'orchestration_events'
    and current_setting('followthrough.erasing', true) = 'on'
    and (to_jsonb(new) - array['note', 'payload', 'metadata_patch'])
      = (to_jsonb(old) - array['note', 'payload', 'metadata_patch'])
  then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
alter table orchestrations drop column money;

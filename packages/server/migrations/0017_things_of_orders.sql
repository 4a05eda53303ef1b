-- Up Migration

-- What is known of an order apart from its stages and its money: identity checks, reviews, parcels, the promised date.
-- The stages that it needs only once something is known of them. Whether it is only followed. What it was asked ahead.
alter table orchestrations
  add column things jsonb not null default '{}',
  add column if_known text[] not null default '{}',
  add column is_silent boolean not null default false,
  add column ahead jsonb,
  add column needs text[];

-- Needs are not only about money any more.
update orchestrations set
  needs = array(select jsonb_array_elements_text(money -> 'needs')),
  money = money - 'needs'
where money ? 'needs';

-- What an entry says of these, and the needs after it. Most entries say neither.
alter table orchestration_events add column things jsonb, add column needs text[];

-- A silent order has no next action.
alter table orchestrations drop constraint next_action_until_closed;
alter table orchestrations add constraint next_action_until_closed check (
  current_stage = 'completed' or status = 'cancelled' or is_silent or next_action_at is not null
);

-- `null`: the order needs the stage once something is known of it.
alter table orders
  add column requires_fulfillment boolean default true,
  alter column requires_verification drop not null,
  alter column requires_loyalty_hold drop not null,
  add column promised_by timestamptz(3),
  add column silence text check (silence in ('before_go_live', 'too_old'));

-- What holds for the whole installation.
create table installation (
  only_row boolean primary key default true check (only_row),
  went_live_at timestamptz(3) not null
);

-- A database that has orders went live with them.
insert into installation (went_live_at) select min(placed_at) from orders having count(*) > 0;

-- The texts of things can be taken out of an entry, too. Its numbers stay.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'orchestration_events'
    and current_setting('followthrough.erasing', true) = 'on'
    and (to_jsonb(new) - array['note', 'payload', 'metadata_patch', 'money', 'things'])
      = (to_jsonb(old) - array['note', 'payload', 'metadata_patch', 'money', 'things'])
    and jsonb_path_query_array(new.money, 'strict $.** ? (@.type() == "number")')
      is not distinct from jsonb_path_query_array(old.money, 'strict $.** ? (@.type() == "number")')
    and jsonb_path_query_array(new.things, 'strict $.** ? (@.type() == "number")')
      is not distinct from jsonb_path_query_array(old.things, 'strict $.** ? (@.type() == "number")')
  then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Down Migration

drop table installation;
update orders set requires_verification = coalesce(requires_verification, false),
  requires_loyalty_hold = coalesce(requires_loyalty_hold, false);
alter table orders
  drop column silence, drop column promised_by,
  alter column requires_loyalty_hold set not null,
  alter column requires_verification set not null,
  drop column requires_fulfillment;
update orchestrations set next_action_at = now()
where is_silent and next_action_at is null and current_stage <> 'completed' and status <> 'cancelled';
alter table orchestrations drop constraint next_action_until_closed;
alter table orchestrations add constraint next_action_until_closed check (
  current_stage = 'completed' or status = 'cancelled' or next_action_at is not null
);
update orchestrations set money = money || jsonb_build_object('needs', to_jsonb(needs)) where needs is not null;
alter table orchestrations
  drop column needs, drop column ahead, drop column is_silent, drop column if_known, drop column things;
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
alter table orchestration_events drop column needs, drop column things;

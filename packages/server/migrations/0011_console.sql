-- Up Migration

-- Policies that were adopted in the console; the latest is in force. Nothing is changed or deleted.
create table adopted_policies (
  version text primary key check (version ~ '^[A-Za-z0-9._-]{1,64}$'),
  -- As it was written, and what it says with nothing left out.
  text text not null,
  document jsonb not null,
  adopted_by text not null,
  reason text not null,
  adopted_at timestamptz(3) not null default date_trunc('milliseconds', clock_timestamp()),
  adoption bigint generated always as identity unique
);

-- Each attempt at a message, and the message as it went out, with its secret links taken out.
create table message_attempts (
  message_id text not null,
  attempt integer not null,
  ended_at timestamptz(3) not null default date_trunc('milliseconds', clock_timestamp()),
  outcome text not null check (outcome in ('sent', 'retry', 'unknown', 'dead')),
  error text,
  primary key (message_id, attempt, ended_at)
);
create table message_copies (
  message_id text primary key,
  subject text not null,
  html text not null,
  plain text not null,
  kept_at timestamptz(3) not null default date_trunc('milliseconds', clock_timestamp())
);

-- When the shopper first came back by the link of a prompt.
alter table prompts add column followed_at timestamptz(3);

-- Members whose personal data was erased. Their id stays: it is the shop's own, and says whom not to ask for.
create table erased_members (
  member_id text primary key,
  erased_by text not null,
  reason text not null,
  erased_at timestamptz(3) not null default date_trunc('milliseconds', clock_timestamp())
);

-- Operators find an order by the beginning of its number or address, a member by theirs.
create index orders_by_number on orders (lower(order_number) text_pattern_ops, order_id);
create index orders_by_email on orders (lower(email) text_pattern_ops, order_id) where email is not null;
create index members_by_email on members (lower(email) text_pattern_ops, member_id);
create index members_by_name on members (lower(name) text_pattern_ops, member_id);

-- Figures of a period read the orders that were placed in it.
create index orders_by_placing on orders (placed_at, order_id);

-- Append-only but for one thing: what a person said or was told can be taken out of an entry. Its number, kind,
-- stage, times and standing stay, whoever asks.
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

-- Down Migration

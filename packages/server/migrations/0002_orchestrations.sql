-- Up Migration

create table orchestrations (
  order_id text primary key references orders,
  version integer not null check (version > 0),
  current_stage text not null
    check (current_stage in ('payment', 'verification', 'loyalty_hold', 'fulfillment', 'completed')),
  status text not null
    check (status in ('not_started', 'in_progress', 'waiting', 'completed', 'failed', 'cancelled')),
  waiting_on text check (waiting_on in ('member', 'provider', 'operator')),
  -- To the millisecond, as it travels: the sweep goes on behind the last one it has seen.
  next_action_at timestamptz(3),
  stage_entry integer not null check (stage_entry > 0),
  cadence_step integer not null check (cadence_step >= 0),
  started_at timestamptz not null,
  completed_at timestamptz,
  failed_at timestamptz,
  last_transition_at timestamptz not null,
  not_required text[] not null,
  registers jsonb not null,
  metadata jsonb not null,
  constraint completed_is_the_end check ((current_stage = 'completed') = (completed_at is not null)),
  -- No forgotten order: something happens next until the order is closed, and nothing afterwards.
  constraint next_action_until_closed check (
    (current_stage = 'completed' or status = 'cancelled') = (next_action_at is null)
  )
);

-- The sweep's claim. Closed orders have no next action and so no entry here.
create index orchestrations_due on orchestrations (next_action_at, order_id)
  where next_action_at is not null;

-- The list, newest change first.
create index orchestrations_by_transition on orchestrations (last_transition_at desc, order_id);

create table orchestration_events (
  order_id text not null references orchestrations,
  version integer not null check (version > 0),
  kind text not null check (kind in ('placed', 'stage', 'sweep', 'cancelled', 'reconsidered')),
  stage text not null,
  status text not null,
  disposition text not null check (disposition in ('applied', 'superseded', 'late')),
  reopens boolean not null,
  note text,
  payload jsonb,
  asked_waiting_on text,
  asked_next_action_at timestamptz,
  metadata_patch jsonb,
  source text,
  source_event_id text,
  actor text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  current_stage_after text not null,
  status_after text not null,
  waiting_on_after text,
  next_action_at_after timestamptz,
  primary key (order_id, version),
  constraint a_fact_has_source_and_id check ((source is null) = (source_event_id is null))
);

-- The same report of a provider is recorded once.
create unique index orchestration_events_by_source
  on orchestration_events (order_id, source, source_event_id) where source is not null;

-- Append-only: what was recorded stays as it was.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger orchestration_events_append_only
  before update or delete on orchestration_events
  for each row execute function refuse_change();

create table idempotency_keys (
  order_id text not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  created_at timestamptz not null default now(),
  primary key (order_id, key)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Facts whose order is not known yet. No foreign key, for that reason.
create table parked_facts (
  order_id text not null,
  source text not null,
  source_event_id text not null,
  event jsonb not null,
  parked_at timestamptz not null default now(),
  primary key (order_id, source, source_event_id)
);

-- Down Migration

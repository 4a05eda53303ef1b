-- Up Migration

-- Which stage the provider can be asked about by this object, if any.
alter table provider_references add column asks text check (asks in ('payment', 'verification'));

-- What a provider was asked before a member was written to. One question an order at a time; it stays open until
-- it is answered, however long the provider is away.
create table provider_checks (
  order_id text not null,
  check_id uuid not null default gen_random_uuid(),
  stage text not null check (stage in ('payment', 'verification')),
  -- The visit of the stage and the step of its cadence that it was asked for.
  stage_entry integer not null,
  step integer not null,
  asked_at timestamptz(3) not null default now(),
  -- Taken forward when an attempt begins, so that the question of a lost worker is another's.
  next_attempt_at timestamptz(3) not null default now(),
  attempts integer not null default 0,
  answered_at timestamptz(3),
  -- healed: the answer made a prompt needless. moot: the order moved on before there was an answer.
  outcome text check (outcome in ('healed', 'unchanged', 'moot')),
  last_error text,
  primary key (order_id, check_id),
  constraint an_outcome_has_a_time check ((outcome is null) = (answered_at is null))
);
create unique index provider_checks_open on provider_checks (order_id) where outcome is null;
create index provider_checks_due on provider_checks (next_attempt_at) where outcome is null;
create index provider_checks_by_answer on provider_checks (answered_at, outcome) where outcome is not null;

-- A sweep that follows the providers' answers.
alter table sweeps drop constraint sweeps_trigger_check;
alter table sweeps add constraint sweeps_trigger_check
  check (trigger in ('schedule', 'api', 'command', 'answers'));

-- Down Migration

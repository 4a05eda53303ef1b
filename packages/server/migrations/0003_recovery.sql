-- Up Migration

create table sweeps (
  run_id uuid primary key,
  -- The cron slot it ran for: a slot is swept once, however many workers run.
  slot timestamptz unique,
  trigger text not null check (trigger in ('schedule', 'api', 'command')),
  started_at timestamptz not null default date_trunc('milliseconds', now()),
  finished_at timestamptz,
  processed integer not null default 0,
  prompted integer not null default 0,
  deferred integer not null default 0,
  suppressed integer not null default 0,
  escalations integer not null default 0,
  failed integer not null default 0
);

create index sweeps_by_start on sweeps (started_at desc, run_id);

create table escalations (
  order_id text not null references orders,
  reason text not null,
  opened_version integer not null,
  opened_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  primary key (order_id, reason, opened_version),
  constraint a_resolution_says_how check ((resolved_at is null) = (resolution is null))
);

-- One open escalation a reason and order.
create unique index escalations_open on escalations (order_id, reason) where resolved_at is null;

-- The outbox: prompts that were decided and committed, with their delivery.
create table prompts (
  order_id text not null references orders,
  stage text not null check (stage in ('payment', 'verification', 'loyalty_hold', 'fulfillment')),
  stage_entry integer not null,
  step integer not null,
  prompt_id uuid not null,
  member_id text,
  recipient text not null,
  state text not null default 'pending' check (state in
    ('pending', 'sending', 'retry', 'sent', 'unknown', 'dead', 'cancelled', 'suppressed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  worth_until timestamptz not null,
  lease_token uuid,
  lease_until timestamptz,
  -- Committed before the message's end is written: from here on a broken connection leaves `unknown`.
  ending_at timestamptz,
  message_id text not null,
  policy_version text not null,
  decided_at timestamptz not null default date_trunc('milliseconds', now()),
  sent_at timestamptz,
  last_error text,
  -- Never twice: one prompt a step of the cadence in one visit of a stage.
  primary key (order_id, stage, stage_entry, step),
  constraint a_lease_while_sending check ((state = 'sending') = (lease_token is not null)),
  constraint a_lease_ends check ((lease_token is null) = (lease_until is null)),
  constraint sent_has_a_time check ((state = 'sent') = (sent_at is not null))
);

create unique index prompts_by_id on prompts (prompt_id);
create index prompts_by_decision on prompts (decided_at desc, prompt_id);

-- What a delivery looks for: due prompts, and leases that ran out.
create index prompts_due on prompts (next_attempt_at) where state in ('pending', 'retry');
create index prompts_leased on prompts (lease_until) where state = 'sending';

-- Where mail lands in development, when no SMTP server is named.
create table development_mailbox (
  mail_id bigint generated always as identity primary key,
  recipient text not null,
  subject text not null,
  html text not null,
  plain text not null,
  received_at timestamptz not null default now()
);

-- Down Migration

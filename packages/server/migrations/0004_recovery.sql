-- Up Migration

-- An operator holds recovery back until then. The plan in next_action_at stays as it is.
alter table orchestrations add column paused_until timestamptz(3);
alter table orchestrations add constraint a_closed_order_is_not_paused check (
  paused_until is null or not (current_stage = 'completed' or status = 'cancelled')
);

alter table orchestration_events drop constraint orchestration_events_kind_check;
alter table orchestration_events add constraint orchestration_events_kind_check check (kind in
  ('placed', 'stage', 'sweep', 'cancelled', 'paused', 'resumed', 'operator', 'reconsidered'));

-- When somebody was last written to: a member, or the address of a guest. Two sweeps that want to write to
-- one of them at the same moment meet in this row, and only one of them does.
create table prompted_recipients (
  recipient text primary key check (recipient ~ '^(member|address):'),
  prompted_at timestamptz(3) not null
);

alter table escalations
  -- To the millisecond, as it travels: a page of the inbox goes on behind the last one it has shown.
  alter column opened_at type timestamptz(3),
  alter column resolved_at type timestamptz(3),
  add column escalation_id uuid not null default gen_random_uuid(),
  add column assignee text,
  add column resolved_by text,
  add column alert text not null default 'due' check (alert in ('due', 'queued', 'none'));
create unique index escalations_by_id on escalations (escalation_id);
create index escalations_by_age on escalations (opened_at, escalation_id) where resolved_at is null;
create index escalations_by_resolution on escalations (resolved_at desc, escalation_id)
  where resolved_at is not null;
create index escalations_to_alert on escalations (opened_at) where alert = 'due';

-- What operators are told, at most once each. Of mail it is committed before the message's end is written,
-- so that nobody is told twice.
create table operator_alerts (
  -- escalation:<order>:<reason> or engine:<what>:<since>
  subject text not null,
  channel text not null check (channel in ('mail', 'webhook')),
  -- The operator's address; the webhook is one and needs none.
  recipient text not null,
  alert_id uuid not null default gen_random_uuid(),
  -- What is told; of an escalation it is read when it is told.
  payload jsonb not null,
  -- withdrawn: the escalation was resolved before anybody was told of it.
  state text not null default 'queued'
    check (state in ('queued', 'ending', 'sent', 'unknown', 'dead', 'withdrawn')),
  -- Counted when one begins; what a slower, earlier attempt says is not taken for the later one's.
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  last_error text,
  primary key (subject, channel, recipient),
  constraint mail_has_an_address check ((channel = 'mail') = (recipient <> '')),
  constraint settled_has_a_time check ((state in ('queued', 'ending')) = (settled_at is null))
);
create unique index operator_alerts_by_id on operator_alerts (alert_id);

-- For figures: what is counted often is read from the index alone, or from a part of the table.
create index operator_alerts_by_state on operator_alerts (channel, state);
create index prompts_by_state on prompts (state);
create index orchestrations_paused on orchestrations (paused_until) where paused_until is not null;

-- Prompts of several orders that are one message share its id.
create index prompts_by_message on prompts (message_id);

-- The longest time by which an order was claimed later than it fell due.
alter table sweeps add column claim_lag_ms bigint not null default 0;

-- Down Migration

-- Up Migration

-- One alert about several escalations. What it lists is read when it is sent.
create table alert_digests (
  digest_id uuid primary key default gen_random_uuid(),
  made_at timestamptz(3) not null default date_trunc('milliseconds', clock_timestamp())
);
create index alert_digests_by_time on alert_digests (made_at);

create table alert_digest_items (
  digest_id uuid not null references alert_digests on delete cascade,
  escalation_id uuid not null,
  -- The escalation was in an earlier digest, and nobody has taken it on since.
  is_reminder boolean not null,
  primary key (digest_id, escalation_id)
);

-- When the escalation was last put into a digest. Null for those whose alert is older than digests.
alter table escalations add column alerted_at timestamptz(3);
create index escalations_to_remind on escalations (coalesce(alerted_at, opened_at))
  where resolved_at is null and assignee is null and alert = 'queued';

-- How many more messages may leave now, by destination; '*' stands for all of them together. A destination without a
-- row has its full allowance.
create table send_allowances (
  destination text primary key,
  tokens double precision not null,
  refilled_at timestamptz not null
);

-- Down Migration

drop table send_allowances;
drop index escalations_to_remind;
alter table escalations drop column alerted_at;
drop table alert_digest_items;
drop table alert_digests;

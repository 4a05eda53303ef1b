-- Up Migration

-- What a programme of the shop's has to be asked for, committed with the event that makes it necessary.
create table loyalty_requests (
  request_id uuid primary key default gen_random_uuid(),
  order_id text not null,
  hold_id text not null,
  kind text not null check (kind in ('hold', 'extend', 'capture', 'release')),
  member_id text not null,
  points bigint not null check (points > 0),
  expires_at timestamptz(3) not null,
  state text not null default 'due' check (state in ('due', 'queued', 'done', 'refused', 'dead')),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  last_error text,
  constraint asked_once unique (hold_id, kind, expires_at),
  constraint settled_has_a_time check ((state in ('due', 'queued')) = (settled_at is null))
);
create index loyalty_requests_due on loyalty_requests (created_at, request_id) where state = 'due';

-- What is compared with the programme.
create index loyalty_holds_at_programme on loyalty_holds (member_id, hold_id) where kept_by = 'programme';

-- Down Migration

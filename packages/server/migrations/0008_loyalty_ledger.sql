-- Up Migration

-- A member's balance: what the transfers add up to, kept beside them so that it can be checked and locked. The house
-- has no such row: its side of every transfer is derived, so that no row is written by all.
create table loyalty_accounts (
  member_id text primary key check (member_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  -- Guards a write against whoever was faster.
  version integer not null check (version > 0),
  transfers integer not null check (transfers >= 0),
  posted bigint not null check (posted >= 0),
  pending bigint not null check (pending >= 0),
  constraint available_is_never_negative check (posted - pending >= 0)
);

-- Double entry: each row takes points from one account and gives them to another.
create table loyalty_transfers (
  member_id text not null references loyalty_accounts,
  number integer not null check (number > 0),
  kind text not null,
  debit text not null,
  credit text not null,
  points bigint not null check (points > 0),
  hold_id text,
  reference text,
  at timestamptz(3) not null,
  primary key (member_id, number),
  constraint a_kind_has_its_accounts check ((kind, debit, credit) in (
    ('earned', 'issued', 'available'), ('reversed', 'available', 'issued'), ('held', 'available', 'held'),
    ('captured', 'held', 'redeemed'), ('returned', 'held', 'available'), ('lapsed', 'available', 'lapsed')))
);

create trigger loyalty_transfers_append_only
  before update or delete on loyalty_transfers
  for each row execute function refuse_change();

create table loyalty_holds (
  hold_id text primary key check (hold_id ~ '^[A-Za-z0-9._:-]{1,150}$'),
  member_id text not null,
  -- No foreign key: orders are another family of tables.
  order_id text,
  -- Who keeps the points: our own ledger, or the shop's programme, of whose holds this is a copy.
  kept_by text not null default 'ledger' check (kept_by in ('ledger', 'programme')),
  points bigint not null check (points > 0),
  asked_until timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  placed_at timestamptz(3) not null,
  state text not null check (state in ('active', 'captured', 'released', 'expired')),
  -- When the order was last made due because its points were about to go back.
  warned_for timestamptz(3)
);
create index loyalty_holds_by_member on loyalty_holds (member_id, placed_at desc, hold_id);
create index loyalty_holds_by_order on loyalty_holds (order_id, placed_at desc, hold_id) where order_id is not null;
-- One hold at a time for an order: when it ends, the order knows where it stands.
create unique index loyalty_holds_one_an_order on loyalty_holds (order_id)
  where state = 'active' and order_id is not null;
-- What the expiry looks for.
create index loyalty_holds_active on loyalty_holds (expires_at, hold_id) where state = 'active';

-- Exactly once: who is second meets the primary key.
create table loyalty_resolutions (
  hold_id text primary key references loyalty_holds,
  kind text not null check (kind in ('captured', 'released', 'expired')),
  captured bigint not null check (captured >= 0),
  resolved_by text,
  resolved_at timestamptz(3) not null,
  constraint only_a_capture_takes check ((kind = 'captured') = (captured > 0))
);
create trigger loyalty_resolutions_append_only
  before update or delete on loyalty_resolutions
  for each row execute function refuse_change();

create table loyalty_credits (
  member_id text not null references loyalty_accounts,
  reference text not null,
  points bigint not null check (points > 0),
  reverses text,
  reversed_by text,
  expires_at timestamptz(3),
  asked_expiry timestamptz(3),
  -- What is left of points that can lapse.
  remaining bigint not null check (remaining >= 0),
  primary key (member_id, reference),
  constraint only_what_lapses_has_a_remainder check (remaining = 0 or expires_at is not null)
);
create unique index loyalty_credits_reversed_once on loyalty_credits (member_id, reverses) where reverses is not null;
create index loyalty_credits_lapsing on loyalty_credits (expires_at, member_id) where remaining > 0;

alter table orders add column redeem_points bigint check (redeem_points >= 0);
-- Only of these is the ledger asked when they move on.
alter table orchestrations add column redeems_points boolean not null default false;

-- The hold that was placed for a step; released when the step expires.
alter table loyalty_steps add column hold_id text;
create index loyalty_steps_expiring on loyalty_steps (expires_at, member_id, external_id)
  where status = 'pending' and expires_at is not null;

-- Down Migration

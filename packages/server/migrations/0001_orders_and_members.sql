-- Up Migration

create table members (
  member_id text primary key check (member_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  email text not null,
  name text not null,
  locale text,
  time_zone text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Apart from `members`, so that a choice can be kept before the shop has reported the member.
create table notification_preferences (
  member_id text primary key check (member_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  order_updates boolean not null,
  updated_at timestamptz not null default now()
);

-- Addresses that get no mail any more, guests' included. Kept in lower case.
create table address_suppressions (
  address text primary key check (address = lower(address)),
  reason text not null check (reason in ('unsubscribed', 'bounced')),
  created_at timestamptz not null default now()
);

create table loyalty_steps (
  member_id text not null check (member_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  external_id text not null check (external_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  kind text not null check (kind in ('redemption', 'referral_share')),
  status text not null check (status in ('pending', 'resolved', 'cancelled', 'expired')),
  title text not null,
  order_id text,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (member_id, external_id)
);

create table orders (
  order_id text primary key check (order_id ~ '^[A-Za-z0-9._:-]{1,128}$'),
  order_number text not null,
  -- No foreign key: an order may name a member that is not known yet.
  member_id text,
  email text,
  total_amount bigint not null check (total_amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  items jsonb not null,
  requires_verification boolean not null,
  requires_loyalty_hold boolean not null,
  placed_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- A member's orders, to decide them again when the member's choice or address changes.
create index orders_by_member on orders (member_id, order_id) where member_id is not null;

-- Down Migration

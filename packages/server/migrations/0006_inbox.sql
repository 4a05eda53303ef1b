-- Up Migration

-- What providers said, byte for byte: `text` and `jsonb` refuse what a signature may well cover.
create table webhook_inbox (
  inbox_id uuid primary key default gen_random_uuid(),
  source text not null check (source in ('stripe', 'shopify', 'standard')),
  account text not null,
  -- From what is signed only: an id that is not covered by the signature can be another each time.
  event_id text not null,
  body bytea not null,
  body_hash bytea not null check (length(body_hash) = 32),
  signed_at timestamptz(3),
  received_at timestamptz(3) not null default now(),
  deliveries integer not null default 1 check (deliveries > 0),
  -- received: to be worked on. parked: its order is not known yet. dead: all attempts failed, or it can't be read.
  state text not null default 'received'
    check (state in ('received', 'applied', 'parked', 'ignored', 'dead')),
  -- Whether the queue has been told.
  job text not null default 'due' check (job in ('due', 'queued')),
  event_type text,
  order_id text,
  reason text,
  settled_at timestamptz(3),
  constraint said_once unique (source, account, event_id),
  constraint settled_when_done check ((state = 'received') = (settled_at is null))
);
create index webhook_inbox_to_queue on webhook_inbox (received_at) where job = 'due';
create index webhook_inbox_by_time on webhook_inbox (received_at desc, inbox_id);
create index webhook_inbox_by_order on webhook_inbox (order_id, received_at desc) where order_id is not null;
create index webhook_inbox_unsettled on webhook_inbox (state, received_at)
  where state in ('received', 'parked', 'dead');

-- Which order a provider's object belongs to. While no message has named the order, `order_id` is one made of
-- the object's own id, under which facts are parked; it is replaced when the order is named.
create table provider_references (
  source text not null,
  reference text not null,
  order_id text not null,
  linked_at timestamptz(3) not null default now(),
  primary key (source, reference)
);
create index provider_references_by_order on provider_references (order_id, linked_at desc);

-- By when the shop's own system had it so; an older report that comes later changes nothing.
alter table orders add column reported_at timestamptz(3);
alter table members add column reported_at timestamptz(3);

-- For facts that wait too long.
create index parked_facts_by_age on parked_facts (parked_at);

-- An order that never came needs an operator as well, and has no row in `orders`.
alter table escalations drop constraint escalations_order_id_fkey;

-- Down Migration

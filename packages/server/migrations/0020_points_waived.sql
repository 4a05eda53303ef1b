-- Up Migration

-- Whether the order of a hold is paid: then the hold does not expire. `expires_at` stays, because a points program knows
-- the hold with that time, and because the hold can expire again when the payment is taken back.
alter table loyalty_holds add column is_kept boolean not null default false;
alter table loyalty_holds add constraint only_an_orders_hold_is_kept
  check (not is_kept or order_id is not null) not valid;

-- An open order stands at its first stage that is not completed, and the first one is the payment. A hold whose time is
-- over is not saved: it can't be used any more, and its points go back.
update loyalty_holds h set is_kept = true
from orchestrations o
where o.order_id = h.order_id and h.state = 'active' and h.expires_at > now()
  and o.current_stage not in ('payment', 'completed') and o.status <> 'cancelled';

-- Holds that can expire, and those that a points program must be told of again.
drop index loyalty_holds_active;
create index loyalty_holds_expiring on loyalty_holds (expires_at, hold_id) where state = 'active' and not is_kept;
create index loyalty_holds_renewed on loyalty_holds (expires_at, hold_id)
  where state = 'active' and is_kept and kept_by = 'programme';

-- What the points stand for, in the currency of the total, and whether the order goes on without them. Then the total
-- contains their value.
alter table orders add column points_value bigint check (points_value >= 0);
alter table orders add column points_waived boolean not null default false;

-- Parts of a credit can be taken back, each by a reference of its own. `reversed_by` is the latest one. A credit that
-- names one and has no sum was taken back as a whole by an earlier version.
alter table loyalty_credits add column reversed bigint not null default 0;
alter table loyalty_credits add constraint no_more_is_reversed_than_credited
  check (reversed between 0 and points) not valid;
drop index loyalty_credits_reversed_once;

-- Points that were spent before their credit was taken back are a debt. Nothing else makes one.
alter table loyalty_accounts add column reversed bigint not null default 0 check (reversed >= 0);
alter table loyalty_accounts drop constraint available_is_never_negative;
alter table loyalty_accounts drop constraint loyalty_accounts_posted_check;
alter table loyalty_accounts add constraint debts_come_from_reversals
  check (posted - pending + reversed >= 0) not valid;

-- Down Migration

alter table loyalty_accounts drop constraint debts_come_from_reversals;
alter table loyalty_accounts add constraint loyalty_accounts_posted_check check (posted >= 0) not valid;
alter table loyalty_accounts add constraint available_is_never_negative check (posted - pending >= 0) not valid;
alter table loyalty_accounts drop column reversed;
create unique index loyalty_credits_reversed_once on loyalty_credits (member_id, reverses) where reverses is not null;
alter table loyalty_credits drop column reversed;
alter table orders drop column points_value, drop column points_waived;
drop index loyalty_holds_renewed;
drop index loyalty_holds_expiring;
create index loyalty_holds_active on loyalty_holds (expires_at, hold_id) where state = 'active';
alter table loyalty_holds drop column is_kept;

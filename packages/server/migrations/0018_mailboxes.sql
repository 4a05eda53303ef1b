-- Up Migration

-- A person is a mailbox. Its key is kept only where it isn't the address in lower case, such as for domains in other
-- scripts. So rows that name no key, of this version or an earlier one, have theirs, too.
alter table orders add column mailbox text;
alter table members add column mailbox text;
alter table prompts add column mailbox text;

create index orders_by_mailbox on orders (coalesce(mailbox, lower(email)));
create index members_by_mailbox on members (coalesce(mailbox, lower(email)));

-- A complaint is the strongest reason. `also` has the weaker ones, which hold when the strongest is lifted.
alter table address_suppressions
  drop constraint address_suppressions_reason_check,
  -- The database and the key's function may disagree about the lower case of letters outside ASCII.
  drop constraint address_suppressions_address_check,
  add constraint address_suppressions_reason_check check (reason in ('unsubscribed', 'bounced', 'complained')),
  add constraint address_suppressions_address_check check (address !~ '[A-Z]'),
  add column also text[] not null default '{}',
  add column created_by text,
  -- As fine as the list's cursor.
  alter column created_at set default date_trunc('milliseconds', now()),
  add constraint weaker_suppressions check (also <@ array['unsubscribed', 'bounced'] and not reason = any (also));
update address_suppressions set created_at = date_trunc('milliseconds', created_at);
create index address_suppressions_by_time on address_suppressions (created_at desc, address);

-- No more mail about one order, to the mailbox that asked for it and to the order's member of that time.
create table order_unsubscriptions (
  order_id text not null references orders,
  mailbox text not null,
  member_id text,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  created_by text not null,
  primary key (order_id, mailbox)
);
create index order_unsubscriptions_by_time on order_unsubscriptions (created_at desc, mailbox, order_id);
create index order_unsubscriptions_by_mailbox on order_unsubscriptions (mailbox, order_id);

-- Who let mail go to an address again, and why. A shopper needs no reason.
create table suppression_lifts (
  lift_id bigint generated always as identity primary key,
  address text not null,
  -- Of one order only; `null` for all mail to the address.
  order_id text references orders,
  suppressions text[] not null,
  since timestamptz not null,
  reason text,
  lifted_by text not null,
  lifted_at timestamptz not null default date_trunc('milliseconds', now())
);
create index suppression_lifts_by_address on suppression_lifts (address, lifted_at desc);
create index suppression_lifts_by_time on suppression_lifts (lifted_at desc, lift_id);

-- Who has opted out as a member has opted out as a guest, too.
insert into address_suppressions as s (address, reason, created_at, created_by)
select distinct on (lower(m.email)) lower(m.email), 'unsubscribed',
  date_trunc('milliseconds', n.updated_at), 'member'
from notification_preferences n join members m using (member_id)
where not n.order_updates order by lower(m.email), n.updated_at
on conflict (address) do update set reason = 'unsubscribed', also = array['bounced'] where s.reason = 'bounced';

-- Down Migration

drop table suppression_lifts;
drop table order_unsubscriptions;
drop index address_suppressions_by_time;
update address_suppressions set reason = 'unsubscribed', also = '{}' where reason = 'complained';
alter table address_suppressions
  drop constraint weaker_suppressions,
  drop constraint address_suppressions_reason_check,
  drop constraint address_suppressions_address_check,
  drop column also,
  drop column created_by,
  alter column created_at set default now(),
  add constraint address_suppressions_reason_check check (reason in ('unsubscribed', 'bounced')),
  add constraint address_suppressions_address_check check (address = lower(address)) not valid;
drop index members_by_mailbox;
drop index orders_by_mailbox;
alter table prompts drop column mailbox;
alter table members drop column mailbox;
alter table orders drop column mailbox;

-- Up Migration

-- What an order says apart from its bill. Amounts are in the minor units of its currency; null where the shop says
-- nothing, as in every order of earlier versions.
alter table orders
  add column more_items_count integer check (more_items_count > 0),
  add column more_items_amount bigint,
  add column discount_amount bigint check (discount_amount >= 0),
  add column shipping_amount bigint check (shipping_amount >= 0),
  add column tax_amount bigint check (tax_amount >= 0),
  add column tax_included boolean,
  add column email_problem text check (email_problem in ('malformed', 'too_long')),
  add column locale text,
  add column time_zone text,
  add column status_url text,
  add column channel text,
  add column attributes jsonb not null default '{}';

-- A member can be known without a name, and without an address that can be used.
alter table members
  alter column email drop not null,
  alter column name drop not null,
  add column email_problem text check (email_problem in ('malformed', 'too_long'));

-- Members without a name were given their address as one, and mail greeted them by it.
update members set name = null where name = email;

-- Down Migration

update members set email = coalesce(email, ''), name = coalesce(name, email, '') where email is null or name is null;
alter table members drop column email_problem, alter column name set not null, alter column email set not null;
alter table orders
  drop column attributes, drop column channel, drop column status_url, drop column time_zone, drop column locale,
  drop column email_problem, drop column tax_included, drop column tax_amount, drop column shipping_amount,
  drop column discount_amount, drop column more_items_amount, drop column more_items_count;

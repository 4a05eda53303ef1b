-- Up Migration

-- What stops mail to a mailbox outlives the erasure of its owner, but the address does not: a hash takes its place in
-- `address_suppressions`. With the key, which each installation makes for itself when it first erases somebody, nobody
-- elsewhere can tell whether an address is among them.
create table suppression_key (
  is_only boolean primary key default true check (is_only),
  key text not null default gen_random_uuid()::text || gen_random_uuid()::text
);

create function erased_mailbox(mailbox text) returns text language sql stable parallel safe
return 'erased:' || encode(sha256(convert_to((select key from suppression_key) || mailbox, 'UTF8')), 'hex');

-- Down Migration

delete from address_suppressions where address like 'erased:%';
drop function erased_mailbox;
drop table suppression_key;

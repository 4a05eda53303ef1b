-- Up Migration

-- Postgres can't inline a function that reads a table: it would run a query of its own for every order that a sweep
-- decides. With the key as an argument, a statement reads the key once.
create function erased_mailbox(key text, mailbox text) returns text language sql stable parallel safe
return 'erased:' || encode(sha256(convert_to(key || mailbox, 'UTF8')), 'hex');

create or replace function erased_mailbox(mailbox text) returns text language sql stable parallel safe
return erased_mailbox((select key from suppression_key), mailbox);

-- Down Migration

create or replace function erased_mailbox(mailbox text) returns text language sql stable parallel safe
return 'erased:' || encode(sha256(convert_to((select key from suppression_key) || mailbox, 'UTF8')), 'hex');

drop function erased_mailbox(text, text);

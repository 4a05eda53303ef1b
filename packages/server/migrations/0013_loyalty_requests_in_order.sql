-- Up Migration

-- The time of the statement, which the order's lock orders; that of the transaction may lie before a wait for the lock.
alter table loyalty_requests alter column created_at set default clock_timestamp();

-- Down Migration

alter table loyalty_requests alter column created_at set default now();

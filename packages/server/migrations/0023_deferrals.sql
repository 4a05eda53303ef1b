-- Up Migration

-- Since when an order's next prompt has been deferred, and by which policy last. Both are null if none is deferred, and
-- for deferrals that are older than this; the time alone is null while an operator works on the order.
alter table orchestrations add column deferred_since timestamptz(3), add column deferred_by text;

-- When another policy is in force, the sweep decides these orders again.
create index orchestrations_deferred_by on orchestrations (deferred_by) where deferred_by is not null;

-- Down Migration

drop index orchestrations_deferred_by;
alter table orchestrations drop column deferred_since, drop column deferred_by;

-- Up Migration

-- A message is marked and settled by its lease's token; without this each of those reads every prompt there is.
create index prompts_by_lease on prompts (lease_token) where state = 'sending';

-- Down Migration

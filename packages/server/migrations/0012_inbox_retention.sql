-- Up Migration

-- What providers said names people: it is kept while somebody may want it worked on again, and emptied then.
create index webhook_inbox_to_empty on webhook_inbox (received_at)
  where state in ('applied', 'ignored') and body <> '';

-- Down Migration

-- Up Migration

-- Mail services report that mail to an address bounced, or that its recipient wants no more.
alter table webhook_inbox rename constraint webhook_inbox_source_check to webhook_inbox_source_before;
alter table webhook_inbox add constraint webhook_inbox_source_check
  check (source in ('stripe', 'shopify', 'standard', 'resend', 'ses', 'postmark', 'sendgrid')) not valid;
alter table webhook_inbox drop constraint webhook_inbox_source_before;

-- The addresses that a message stopped mail to: operators read them, and erasing a member finds them.
alter table webhook_inbox add column mailboxes text[];
create index webhook_inbox_by_mailbox on webhook_inbox using gin (mailboxes) where mailboxes is not null;

-- Down Migration

drop index webhook_inbox_by_mailbox;
alter table webhook_inbox drop column mailboxes;
delete from webhook_inbox where source in ('resend', 'ses', 'postmark', 'sendgrid');
alter table webhook_inbox drop constraint webhook_inbox_source_check;
alter table webhook_inbox add constraint webhook_inbox_source_check
  check (source in ('stripe', 'shopify', 'standard')) not valid;

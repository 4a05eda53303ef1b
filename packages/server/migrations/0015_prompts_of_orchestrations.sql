-- Up Migration

-- A prompt belongs to its order's orchestration, and that to the order. A sweep has just written the orchestration's row;
-- the order's it would only lock, which changes a page of its own for each order and writes it whole into the log.
alter table prompts drop constraint prompts_order_id_fkey,
  add constraint prompts_order_id_fkey foreign key (order_id) references orchestrations;

-- Down Migration

alter table prompts drop constraint prompts_order_id_fkey,
  add constraint prompts_order_id_fkey foreign key (order_id) references orders;

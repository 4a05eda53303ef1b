import { afterAll, beforeAll, expect, test } from "vitest";
import { listEscalated } from "../../src/console/sql/work-list.ts";
import { leaseMessages } from "../../src/delivery/sql/lease-messages.ts";
import { createConcurrencyLimit } from "../../src/platform/flow/concurrency-limit.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { putPrompted } from "../support/prompts.ts";

/** More than the runs after which a prepared statement keeps its plan. */
const RUNS = 12;
const ORDERS = 40;
const WAITING = 2_000;
const ESCALATED = 3_000;
const PAGE = 50;
/** From this number of prompts on, a sweep makes Postgres count the outbox. */
const MANY_PROMPTS = 1_000;
/** All at once would wait for a connection longer than the pool lets them, on a busy machine. */
const REPORTED_AT_ONCE = 30;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

/** How often Postgres has read a whole table so far. */
async function wholeReads(table: string): Promise<number> {
  await shop.sql("select pg_stat_force_next_flush()");
  const [row] = await shop.sql(
    "select seq_scan::integer as count from pg_stat_user_tables where relname = $1",
    [table],
  );
  return Number(row?.count);
}

/** How many entries of the index of due prompts were read so far. */
async function dueEntriesRead(): Promise<number> {
  await shop.sql("select pg_stat_force_next_flush()");
  const [row] = await shop.sql(
    "select idx_tup_read::integer as count from pg_stat_user_indexes where indexrelname = 'prompts_due'",
  );
  return Number(row?.count);
}

test("no table of a new shop is read in full for an event, however large it grows", async () => {
  const orderIds = Array.from({ length: ORDERS }, (_, nth) => `planned-${nth}`);
  for (const orderId of orderIds) await shop.api.putOrder(orderId);
  const tables = ["orders", "orchestrations", "orchestration_events", "idempotency_keys"];
  const before = await Promise.all(tables.map(wholeReads));

  for (let run = 0; run < RUNS; run += 1) {
    const status = run % 2 === 0 ? "in_progress" : "waiting";
    await Promise.all(
      orderIds.map((orderId) =>
        shop.api.postEvent(
          orderId,
          { stage: "payment", status },
          { "idempotency-key": `${orderId}-${run}` },
        ),
      ),
    );
  }

  expect(await shop.sql("select count(*)::integer as keys from idempotency_keys")).toEqual([
    { keys: RUNS * ORDERS },
  ]);
  // Sessions report their statistics when they are idle for a moment, or at the latest when they end.
  await shop.context.pool.query("select 1");
  const after = await Promise.all(tables.map(wholeReads));
  expect(after).toEqual(before);
});

test("a lease of twenty reads the waiting outbox at most once, even before Postgres has counted it", async () => {
  await putPrompted(shop, "leased");
  await shop.sql(
    `insert into prompts (order_id, stage, stage_entry, step, prompt_id, member_id, recipient, worth_until, message_id,
      policy_version)
    select order_id, stage, stage_entry, step + n, gen_random_uuid(), member_id, recipient, worth_until,
      '<' || n || '@many.test>', policy_version
    from prompts, generate_series(1, $1::integer) n where order_id = 'leased'`,
    [WAITING],
  );
  const before = await dueEntriesRead();

  const { leased } = await leaseMessages(shop.context.pool, {
    messages: 20,
    leaseMs: 60_000,
    maxAttempts: 8,
    perDestination: 20,
    waitsForAssignee: true,
    asksAboutLaterOrder: true,
    taken: new Map(),
  });

  expect(leased).toHaveLength(20);
  await shop.context.pool.query("select 1");
  // Prompts that are written leave the index, and each is looked up in it once.
  expect((await dueEntriesRead()) - before).toBeLessThan(1.5 * WAITING);
});

test("a page of the work list reads the money of its own rows only, however many escalations there are", async () => {
  await shop.api.putOrder("needed");
  await shop.sql(
    `with copied as (
      insert into orders
      select (jsonb_populate_record(r, jsonb_build_object('order_id', 'needed-' || n))).*
      from orders r, generate_series(1, $1::integer) n where order_id = 'needed' returning order_id
    ), begun as (
      insert into orchestrations
      select (jsonb_populate_record(o, jsonb_build_object('order_id', c.order_id))).*
      from orchestrations o, copied c where o.order_id = 'needed' returning order_id
    )
    insert into escalations (order_id, reason, opened_version) select order_id, 'balance_open', 1 from begun`,
    [ESCALATED],
  );
  const read = async () => {
    await shop.sql("select pg_stat_force_next_flush()");
    const [row] = await shop.sql(
      `select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::integer as count
      from pg_stat_user_tables where relname = 'orchestrations'`,
    );
    return Number(row?.count);
  };
  const filter = { stage: null, waitingOn: null, reason: null, assignee: null, orderIds: null };
  // As Postgres does automatically within a minute.
  await shop.sql("analyze orchestrations, orders, escalations, members");
  const before = await read();

  for (let run = 0; run < RUNS; run += 1) {
    expect(await listEscalated(shop.context.pool, filter, null, PAGE)).toHaveLength(PAGE);
  }

  await shop.context.pool.query("select 1");
  // Planning looks at a few rows, too.
  expect((await read()) - before).toBeLessThan(1.5 * RUNS * PAGE);
});

test("a sweep that fills the outbox makes Postgres count it again, any other sweep does not", async () => {
  const counts = () =>
    shop.sql(
      "select analyze_count::integer as count from pg_stat_user_tables where relname = 'prompts'",
    );
  await putPrompted(shop, "alone");
  expect(await counts()).toEqual([{ count: 0 }]);

  const placedAt = "2026-01-01T00:00:00Z";
  const limit = createConcurrencyLimit(REPORTED_AT_ONCE);
  const answers = await Promise.all(
    Array.from({ length: MANY_PROMPTS }, (_, nth) =>
      limit.run(() => shop.api.putOrder(`filling-${nth}`, { placedAt })),
    ),
  );
  expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
  const { prompted } = await shop.sweep();

  expect(prompted).toBe(MANY_PROMPTS);
  expect(await counts()).toEqual([{ count: 1 }]);
});

test("a sweep does not change the rows of the orders that it prompts, not even their locks", async () => {
  const orderId = "untouched";
  const row = () =>
    shop.sql(
      "select ctid::text as place, xmax::text as locked_by from orders where order_id = $1",
      [orderId],
    );
  await shop.api.putOrder(orderId, { placedAt: "2026-01-01T00:00:00Z" });
  const before = await row();

  expect((await shop.sweep()).prompted).toBe(1);

  expect(await row()).toEqual(before);
});

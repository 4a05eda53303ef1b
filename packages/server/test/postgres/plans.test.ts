import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseMessages } from "../../src/db/lease-messages.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { putPrompted } from "../support/prompts.ts";

/** More than the runs after which a prepared statement keeps its plan. */
const RUNS = 12;
const ORDERS = 40;
const WAITING = 2_000;
/** From which on a sweep has the outbox counted. */
const MANY_PROMPTS = 1_000;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

/** How often Postgres has read the whole of a table so far. */
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

test("no table of a new shop is read from end to end for an event, however it grows", async () => {
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
  // Sessions tell what they have done when they are idle for a moment, at the latest when they end.
  await shop.context.pool.query("select 1");
  const after = await Promise.all(tables.map(wholeReads));
  expect(after).toEqual(before);
});

test("a lease of twenty reads the waiting outbox once at most, also before Postgres has counted it", async () => {
  await shop.api.putMember("ada");
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
    taken: new Map(),
  });

  expect(leased).toHaveLength(20);
  await shop.context.pool.query("select 1");
  // Those that are written leave the index and are looked up in it once.
  expect((await dueEntriesRead()) - before).toBeLessThan(1.5 * WAITING);
});

test("a sweep that fills the outbox has it counted anew, another one does not", async () => {
  const counts = () =>
    shop.sql(
      "select analyze_count::integer as count from pg_stat_user_tables where relname = 'prompts'",
    );
  await putPrompted(shop, "alone");
  expect(await counts()).toEqual([{ count: 0 }]);

  const placedAt = "2026-01-01T00:00:00Z";
  await Promise.all(
    Array.from({ length: MANY_PROMPTS }, (_, nth) =>
      shop.api.putOrder(`filling-${nth}`, { placedAt }),
    ),
  );
  const { prompted } = await shop.sweep();

  expect(prompted).toBe(MANY_PROMPTS);
  expect(await counts()).toEqual([{ count: 1 }]);
});

test("a sweep leaves the rows of the orders that it prompts as they were, locks included", async () => {
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

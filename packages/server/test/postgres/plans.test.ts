import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";

/** More than the runs after which a prepared statement keeps its plan. */
const RUNS = 12;
const ORDERS = 40;

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

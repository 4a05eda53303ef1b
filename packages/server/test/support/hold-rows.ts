import { expect } from "vitest";
import type { TestApp } from "./app.ts";

// Work that waits for the locks instead of skipping them is released after this time, so that the test fails soon.
const HOLD_MS = 3_000;

/**
 * Runs `work` while another transaction holds the locks of `lock`: on rows by `select ... for update`, or on a table.
 *
 * @example
 * const summary = await holdRows(shop, "select from orchestrations where ... for update", shop.sweep);
 */
export async function holdRows<Result>(
  { context }: TestApp,
  lock: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = await context.pool.connect();
  holder.on("error", () => {});
  try {
    await holder.query("begin");
    await holder.query(`set local idle_in_transaction_session_timeout = ${HOLD_MS}`);
    await holder.query(lock);
    const result = await work();
    await holder.query("rollback");
    return result;
  } finally {
    holder.release(true);
  }
}

/** Waits until `count` statements wait for a lock: the latch of a race that is lost on purpose. */
export async function untilWaiting({ sql }: TestApp, count = 1): Promise<void> {
  await expect
    .poll(async () => {
      const waiting = await sql(
        "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return waiting.length;
    })
    .toBe(count);
}

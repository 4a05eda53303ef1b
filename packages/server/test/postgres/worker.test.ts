import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "../../src/db/notify.ts";
import { startWorker, type Worker } from "../../src/worker/worker.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf } from "../support/prompts.ts";

const SWEEP_JOB = "monitor_checkout_orchestrations";
// Never by itself while a test runs.
const CRON = "0 0 29 2 *";

let shop: TestApp;
const workers: Worker[] = [];
const listening = new AbortController();

/** Two workers on one database, as on two machines. */
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
  for (const _ of [1, 2]) {
    const worker = await startWorker({
      context: shop.context,
      connectionString: shop.connectionString,
      cron: CRON,
      mailDomain: "shop.example",
      delivery: shop.delivery(),
      onPromptsWaiting: (wake) =>
        listen(shop.connectionString, "prompts_waiting", wake, wake, listening.signal),
    });
    workers.push(worker);
  }
});
afterAll(async () => {
  listening.abort();
  await Promise.all(workers.map((worker) => worker.stop()));
  await shop.close();
});

test("two workers keep one schedule", async () => {
  const schedules = await shop.sql("select cron from pgboss.schedule where name = $1", [SWEEP_JOB]);
  expect(schedules).toEqual([{ cron: CRON }]);
});

test("a slot whose job comes twice is swept once, and what it decides is sent once", async () => {
  await shop.api.putOrder("scheduled", { placedAt: "2026-01-01T00:00:00Z" });
  const boss = new PgBoss({
    connectionString: shop.connectionString,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  // Both at one moment, and so of one slot.
  await boss.insert(SWEEP_JOB, [{}, {}]);
  await boss.stop();

  await expect.poll(endedJobs, { timeout: 15_000 }).toEqual(["completed", "completed"]);
  await expect.poll(async () => (await promptOf(shop, "scheduled")).state).toBe("sent");
  expect(await shop.sql("select trigger, processed, prompted from sweeps")).toEqual([
    { trigger: "schedule", processed: 1, prompted: 1 },
  ]);
  expect(shop.mails).toHaveLength(1);
  expect((await shop.api.read("scheduled")).version).toBe(2);
});

test("what an API's sweep decides is sent without waiting for the schedule", async () => {
  await shop.api.putOrder("at-once", { placedAt: "2026-01-01T00:00:00Z" });
  await shop.api.post("/checkout/sweeps");
  await expect
    .poll(async () => (await promptOf(shop, "at-once")).state, { timeout: 4_000 })
    .toBe("sent");
});

async function endedJobs(): Promise<unknown[]> {
  const jobs = await shop.sql("select state from pgboss.job where name = $1", [SWEEP_JOB]);
  return jobs.map(({ state }) => state);
}

import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../src/platform/postgres/channels.ts";
import { startWorker, type Worker } from "../../src/product/start-worker.ts";
import { alertOptions } from "../support/alerts.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf } from "../support/prompts.ts";
import { TRANSLATORS } from "../support/webhooks.ts";

const SWEEP_JOB = "monitor_checkout_orchestrations";
// Never runs on its own during a test.
const CRON = "0 0 29 2 *";

let shop: TestApp;
const workers: Worker[] = [];
const listening = new AbortController();

/** Two workers on one database, as on two machines. */
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
  for (const _ of [1, 2]) workers.push(await startOne(shop, listening.signal));
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

test("a slot whose job comes twice is swept once, and its prompts are sent once", async () => {
  await shop.api.putOrder("scheduled", { placedAt: "2026-01-01T00:00:00Z" });
  const boss = new PgBoss({
    connectionString: shop.connectionString,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  // Both at the same moment, and so for the same slot.
  await boss.insert(SWEEP_JOB, [{}, {}]);
  await boss.stop();

  await expect.poll(() => endedJobs()).toEqual(["completed", "completed"]);
  await expect.poll(async () => (await promptOf(shop, "scheduled")).state).toBe("sent");
  expect(await shop.sql("select trigger, processed, prompted from sweeps")).toEqual([
    { trigger: "schedule", processed: 1, prompted: 1 },
  ]);
  expect(shop.mails).toHaveLength(1);
  expect((await shop.api.read("scheduled")).version).toBe(2);
});

test("prompts of a sweep by the API are sent without waiting for the schedule", async () => {
  await shop.api.putOrder("at-once", { placedAt: "2026-01-01T00:00:00Z" });
  await shop.api.post("/checkout/sweeps");
  await expect.poll(async () => (await promptOf(shop, "at-once")).state).toBe("sent");
});

describe("a worker that was off while slots passed", () => {
  // The last slot before these tests, at any time they may run.
  const SLOT = "2024-02-29T00:00:00.000Z";
  let late: TestApp;
  beforeAll(async () => {
    late = await startTestApp();
    await late.sql("update schema_migrations set run_on = '2024-01-01'");
  });
  afterAll(() => late.close());

  test("sweeps the missed slot at once, and no other worker sweeps it again", async () => {
    await late.api.putOrder("since-yesterday", { placedAt: "2026-01-01T00:00:00Z" });
    const off = new AbortController();
    const both = await Promise.all([startOne(late, off.signal), startOne(late, off.signal)]);

    // One job or two: the worker that starts later may find that the slot was already swept.
    await expect.poll(async () => new Set(await endedJobs(late))).toEqual(new Set(["completed"]));
    const jobs = await endedJobs(late);
    const third = await startOne(late, off.signal);
    off.abort();
    await Promise.all([...both, third].map((worker) => worker.stop()));

    expect(await late.sql("select slot, trigger, processed from sweeps")).toEqual([
      { slot: Date.parse(SLOT), trigger: "schedule", processed: 1 },
    ]);
    expect(await endedJobs(late)).toEqual(jobs);
  });
});

function startOne(app: TestApp, signal: AbortSignal): Promise<Worker> {
  return startWorker({
    context: app.context,
    connectionString: app.connectionString,
    cron: CRON,
    mailDomain: "shop.example",
    delivery: app.delivery(),
    onPromptsWaiting: (wake) => listen(app.connectionString, "prompts_waiting", wake, wake, signal),
    program: undefined,
    alerts: alertOptions(app),
    // It looks only when it is woken.
    deliveryPollMs: 60 * 60_000,
    inbox: {
      translators: TRANSLATORS,
      onInboxWaiting: (wake) => listen(app.connectionString, "inbox_waiting", wake, wake, signal),
    },
    inboxKeptMs: Number.MAX_SAFE_INTEGER,
    asking: null,
  });
}

async function endedJobs(app = shop): Promise<unknown[]> {
  const jobs = await app.sql("select state from pgboss.job where name = $1", [SWEEP_JOB]);
  return jobs.map(({ state }) => state);
}

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EngineAlert } from "../../src/alerts/raise-alert.ts";
import { startWatchdog } from "../../src/engine/watchdog.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { putEscalated } from "../support/escalations.ts";

const LONG_AGO = "2026-01-01T00:00:00Z";
const HALF_HOURLY = "*/30 * * * *";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, HALF_HOURLY);
  await shop.api.putMember("ada");
  // As if it were just created; the template database is as old as this test run.
  await shop.sql("update schema_migrations set run_on = now()");
});
afterAll(() => shop.close());

async function ready() {
  const { statusCode, headers, payload } = await shop.app.inject({ url: "/readyz" });
  const code = codeOf({ status: statusCode, headers, body: JSON.parse(payload) });
  return { status: statusCode, code };
}

/** The figures, each by its name and labels as written in the exposition. */
async function figures(): Promise<ReadonlyMap<string, number>> {
  const { payload } = await shop.app.inject({ url: "/metrics" });
  const lines = payload.split("\n").filter((line) => line.startsWith("followthrough_"));
  return new Map(
    lines.map((line) => {
      const cut = line.lastIndexOf(" ");
      return [line.slice("followthrough_".length, cut), Number(line.slice(cut + 1))];
    }),
  );
}

/** Makes the last sweep and the installation older by this many hours. */
async function passHours(hours: number): Promise<void> {
  const by = `interval '${hours} hours'`;
  await shop.sql(`update schema_migrations set run_on = run_on - ${by}`);
  await shop.sql(
    `update sweeps set started_at = started_at - ${by}, finished_at = finished_at - ${by}`,
  );
}

describe("readiness", () => {
  test("reports an error when two slots have passed without a finished sweep, and none after one", async () => {
    expect(await ready()).toEqual({ status: 200, code: null });

    await passHours(2);
    expect(await ready()).toEqual({ status: 503, code: "sweep_late" });
    expect((await figures()).get("sweep_missed_slots")).toBe(4);

    await beginSweep();
    expect((await ready()).code).toBe("sweep_late");

    await shop.sweep();
    expect(await ready()).toEqual({ status: 200, code: null });
    expect((await figures()).get("sweep_missed_slots")).toBe(0);
    await beginSweep();
    expect(await ready()).toEqual({ status: 200, code: null });

    await passHours(2);
    expect((await ready()).code).toBe("sweep_late");
    await shop.sweep();
  });

  test("reports an error while the database takes no writes, and the figures show it", async () => {
    await setReadOnly(true);
    expect(await ready()).toEqual({ status: 503, code: "database_unavailable" });
    expect((await figures()).get("database_writable")).toBe(0);

    await setReadOnly(false);
    expect(await ready()).toEqual({ status: 200, code: null });
    expect((await figures()).get("database_writable")).toBe(1);
  });

  /** A sweep that is under way or was cut short. */
  async function beginSweep(): Promise<void> {
    await shop.sql("insert into sweeps (run_id, trigger) values (gen_random_uuid(), 'schedule')");
  }

  /** For open connections too, as after a failover to a read replica. */
  async function setReadOnly(isReadOnly: boolean): Promise<void> {
    const set = `set default_transaction_read_only = ${isReadOnly}`;
    const clients = await Promise.all(
      Array.from({ length: 10 }, () => shop.context.pool.connect()),
    );
    for (const client of clients) {
      await client.query(set);
      client.release();
    }
  }
});

describe("the watchdog", () => {
  test("raises no alert for a delay it has seen only once: a product that was off overnight catches up", async () => {
    const raised: EngineAlert[] = [];
    await shop.sweep();
    await passHours(2);
    let questions = 0;
    shop.context.pool.on("acquire", () => {
      questions += 1;
    });
    const raise = async (alert: EngineAlert) => void raised.push(alert);
    const watchdog = startWatchdog(shop.context, HALF_HOURLY, raise, 60_000);
    // One query for how late the sweep is, and one for what is overdue.
    await expect.poll(() => questions).toBe(2);
    await watchdog.stop();
    expect(raised).toEqual([]);
    expect(shop.logs.map(({ msg }) => msg)).not.toContain("The recovery sweep is late");
  });

  test("raises one alert per incident, and another for the next one", async () => {
    const raised: EngineAlert[] = [];
    let questions = 0;
    // Nothing else queries the database here. A check is one query, or two when the sweep is late.
    shop.context.pool.on("acquire", () => {
      questions += 1;
    });
    const raise = async (alert: EngineAlert) => void raised.push(alert);
    await shop.sweep();
    const watchdog = startWatchdog(shop.context, HALF_HOURLY, raise, 5);
    const untilLooked = async (times: number) => {
      const before = questions;
      await expect.poll(() => questions).toBeGreaterThan(before + 2 * times);
    };

    await untilLooked(3);
    expect(raised).toEqual([]);
    await shop.api.putOrder("waiting", { placedAt: LONG_AGO });
    await passHours(3);
    await expect.poll(() => raised.length).toBe(1);
    await untilLooked(3);
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({
      subject: expect.stringMatching(/^engine:sweep_late:20..-..-..T.*Z$/),
      title: "The recovery sweep is late",
      sentence: expect.stringMatching(
        /^6 slots of the schedule have passed without a finished sweep\. The oldest overdue order has waited for \d+ minutes\./,
      ),
    });

    await shop.sweep();
    await passHours(2);
    await expect.poll(() => raised.length).toBe(2);
    await watchdog.stop();
    expect(new Set(raised.map(({ subject }) => subject)).size).toBe(2);
    const errors = shop.logs.filter(({ msg }) => msg === "The recovery sweep is late");
    expect(errors).toHaveLength(2);
    await shop.sweep();
  });
});

describe("the figures", () => {
  test("show what is due by stage and cause, what is paused, and how late orders were claimed", async () => {
    for (const orderId of ["due-1", "due-2", "held"]) {
      await shop.api.putOrder(orderId, { placedAt: LONG_AGO });
    }
    await shop.api.post("/checkout/orchestrations/held/pause", {
      until: new Date(Date.now() + 300 * 24 * 60 * 60_000).toISOString(),
      reason: "the shop asks the member",
    });
    await shop.api.postEvent("nowhere", {
      stage: "payment",
      status: "completed",
      source: "psp",
      sourceEventId: "1",
    });

    const before = await figures();
    expect(before.get("overdue_orchestrations")).toBe(2);
    expect(before.get('backlog{stage="payment",cause="member"}')).toBe(2);
    expect(before.get("oldest_overdue_seconds")).toBeGreaterThan(24 * 3600);
    expect(before.get("paused_orchestrations")).toBe(1);
    expect(before.get("parked_facts")).toBe(1);

    const { finishedAt } = await shop.sweep();
    await shop.deliver();
    await putEscalated(shop, "stuck");
    const after = await figures();
    expect(after.get("overdue_orchestrations")).toBe(0);
    expect(after.get("oldest_overdue_seconds")).toBe(0);
    expect(after.has('backlog{stage="payment",cause="member"}')).toBe(false);
    expect(after.get("claim_lag_seconds")).toBeGreaterThan(24 * 3600);
    expect(after.get("sweep_last_finished_timestamp_seconds")).toBeGreaterThanOrEqual(
      Date.parse(finishedAt ?? "") / 1000,
    );
    expect(after.get('prompts{state="sent"}')).toBeGreaterThanOrEqual(2);
    expect(after.get('deliveries_total{state="sent"}')).toBe(after.get('prompts{state="sent"}'));
    expect(after.get('deliveries_total{state="dead"}')).toBe(0);
    expect(after.get('open_escalations{reason="missing_address"}')).toBe(1);
    expect(after.get('dead_letters{queue="operator_alert_dead"}')).toBe(0);
  });

  test("include all that the alert rules and the docs name, and no others", async () => {
    const rules = await readFile(
      new URL("../../../../docs/alerts/prometheus-rules.yaml", import.meta.url),
      "utf8",
    );
    const docs = await readFile(new URL("../../../../docs/alerts.md", import.meta.url), "utf8");
    const { payload } = await shop.app.inject({ url: "/metrics" });
    const exposed = [...payload.matchAll(/^# TYPE (followthrough_\w+) /gm)].map(([, name]) => name);
    const namedIn = (text: string) => [
      ...new Set([...text.matchAll(/\bfollowthrough_\w+/g)].map(([name]) => name)),
    ];

    expect(exposed).toEqual(expect.arrayContaining(namedIn(rules)));
    expect(namedIn(docs).sort()).toEqual(exposed.toSorted());
  });
});

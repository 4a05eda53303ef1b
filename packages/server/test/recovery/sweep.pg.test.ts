import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../src/platform/postgres/database.ts";
import { lockSweep } from "../../src/recovery/sql/sweep-lock.ts";
import { sweepNow } from "../../src/recovery/sweep-overdue.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
// Each test begins without overdue orders.
afterEach(() =>
  shop.sql("update orchestrations set next_action_at = '2099-01-01' where next_action_at <= now()"),
);
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Orders without news about their payment since they were placed. */
async function putOverdue(prefix: string, count: number): Promise<void> {
  for (const at of upTo(count)) {
    await shop.api.putOrder(`${prefix}-${at}`, { placedAt: LONG_AGO });
  }
}

/** How often each order with this prefix was decided, as `count of decisions: count of orders`. */
async function decisions(prefix: string): Promise<Readonly<Record<string, unknown>>[]> {
  return shop.sql(
    `select decided, count(*) as orders from (
      select o.order_id, count(e.version) as decided from orchestrations o
      left join orchestration_events e on e.order_id = o.order_id and e.kind = 'sweep'
      where o.order_id like $1 group by o.order_id) d
    group by decided order by decided`,
    [`${prefix}-%`],
  );
}

async function overdue(): Promise<unknown> {
  const rows = await shop.sql(
    "select count(*) as count from orchestrations where next_action_at <= now()",
  );
  return rows[0]?.count;
}

describe("a sweep", () => {
  test("decides each overdue order once, in batches of any size, until none is left", async () => {
    await putOverdue("batched", 100);

    const summary = await shop.sweep({ batchSize: 7 });

    expect(summary).toMatchObject({ processed: 100, prompted: 100, failed: 0 });
    expect(await decisions("batched")).toEqual([{ decided: 1, orders: 100 }]);
    expect(await overdue()).toBe(0);
  });

  test("skips orders that are not due or closed", async () => {
    await shop.api.putOrder("patient");
    await shop.api.putOrder("gone", { placedAt: LONG_AGO });
    await shop.api.post("/checkout/orchestrations/gone/cancel", {});

    const summary = await shop.sweep();

    expect(summary.processed).toBe(0);
    expect((await shop.api.read("patient")).version).toBe(1);
    expect((await shop.api.read("gone")).version).toBe(2);
  });

  test("counts its decisions by kind, and records the reason in each order", async () => {
    const { api } = shop;
    await api.putMember("otto");
    await api.putOrderUpdates("otto", false);
    await api.putOrder("kind-prompt", { placedAt: LONG_AGO });
    await api.putOrder("kind-guest", { placedAt: LONG_AGO, memberId: null, email: "g@x.example" });
    await api.putOrder("kind-suppress", { placedAt: LONG_AGO, memberId: "otto" });
    await api.putOrder("kind-missing", { placedAt: LONG_AGO, memberId: "never-reported" });
    await api.putOrder("kind-unreachable", { placedAt: LONG_AGO, memberId: null });

    const { runId, startedAt, finishedAt, claimLagMs, ...summary } = await shop.sweep();

    expect(summary).toEqual({
      trigger: "command",
      processed: 5,
      prompted: 2,
      deferred: 0,
      suppressed: 1,
      escalations: 2,
      failed: 0,
    });
    expect(Date.parse(finishedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(startedAt));
    // They were placed months ago and were due half an hour later.
    expect(claimLagMs).toBeGreaterThan(24 * 60 * 60_000);
    const { body } = await api.get("/checkout/sweeps?limit=1");
    expect(body).toMatchObject({ items: [{ runId, finishedAt, ...summary }] });
    const reasons = await shop.sql(
      `select order_id || ': ' || (payload ->> 'reason') as line from orchestration_events
      where payload ->> 'runId' = $1 and payload ->> 'policyVersion' = 'default-1' order by 1`,
      [runId],
    );
    expect(reasons.map(({ line }) => line)).toEqual([
      "kind-guest: waiting_on_member",
      "kind-missing: missing_member",
      "kind-prompt: waiting_on_member",
      "kind-suppress: opted_out",
      "kind-unreachable: missing_address",
    ]);
  });

  test("records what was decided, why, by which policy, and what comes next", async () => {
    await shop.api.putOrder("explained", { placedAt: LONG_AGO });

    const { runId } = await shop.sweep();

    const { events, nextActionAt, version } = await shop.api.read("explained");
    expect(events.at(-1)).toMatchObject({
      version,
      kind: "sweep",
      note: "Recovery sweep executed",
      actor: "sweep",
      nextActionAt,
      payload: {
        decision: "prompt",
        reason: "waiting_on_member",
        step: 0,
        policyVersion: "default-1",
        runId,
      },
    });
    expect(Date.parse(nextActionAt ?? "")).toBeGreaterThan(Date.parse(LONG_AGO));
  });

  test("follows the cadence to its end, then escalates the order", async () => {
    await shop.api.putOrder("cadence", { placedAt: LONG_AGO });
    const steps: unknown[] = [];
    for (const _ of upTo(5)) {
      await shop.sql(
        "update orchestrations set next_action_at = '2026-01-02' where order_id = 'cadence'",
      );
      await shop.sweep();
      steps.push((await shop.api.read("cadence")).events.at(-1)?.payload?.reason);
    }

    expect(steps).toEqual([
      "waiting_on_member",
      "waiting_on_member",
      "waiting_on_member",
      "waiting_on_member",
      "cadence_exhausted",
    ]);
    const prompts = await shop.sql(
      "select step from prompts where order_id = 'cadence' order by step",
    );
    expect(prompts).toEqual([{ step: 0 }, { step: 1 }, { step: 2 }, { step: 3 }]);
    const open = await shop.sql("select reason from escalations where order_id = 'cadence'");
    expect(open).toEqual([{ reason: "cadence_exhausted" }]);
  });

  test("skips an order that another transaction has locked, and takes it the next time", async () => {
    await putOverdue("held", 3);
    const first = await holdRows(
      shop,
      "select from orchestrations where order_id = 'held-1' for update",
      () => shop.sweep(),
    );
    const second = await shop.sweep();

    expect([first.processed, second.processed]).toEqual([2, 1]);
    expect(await decisions("held")).toEqual([{ decided: 1, orders: 3 }]);
  });
});

describe("two sweeps at once", () => {
  test("never decide an order twice and share the work", async () => {
    await putOverdue("shared", 120);

    const summaries = await Promise.all(upTo(4).map(() => shop.sweep({ batchSize: 5 })));

    const processed = summaries.reduce((sum, summary) => sum + summary.processed, 0);
    expect(processed).toBe(120);
    expect(await decisions("shared")).toEqual([{ decided: 1, orders: 120 }]);
    expect(await overdue()).toBe(0);
  });

  test("for one slot are one run, whose summary counts what both did", async () => {
    await putOverdue("slotted", 60);
    const slot = Date.parse("2026-05-01T10:30:00Z");
    const scheduled = { slot, batchSize: 5 };

    const both = await Promise.allSettled([shop.sweep(scheduled), shop.sweep(scheduled)]);

    expect(both.map(({ status }) => status)).toContain("fulfilled");
    expect(await decisions("slotted")).toEqual([{ decided: 1, orders: 60 }]);
    const runs = await shop.sql("select processed, prompted from sweeps where slot is not null");
    expect(runs).toEqual([{ processed: 60, prompted: 60 }]);
  });
});

describe("gentle sweeps", () => {
  const sweepGently = () =>
    sweepNow({ ...shop.context, sweepPace: "gentle" }, "command", { mailDomain: "shop.example" });

  test("run one batch at a time, and decide each order once", async () => {
    await putOverdue("gentle", 120);

    const sweeps = await transaction(shop.context.pool, async (tx) => {
      await lockSweep(tx);
      const started = upTo(3).map(sweepGently);
      await untilWaiting(shop, 3);
      expect(await decisions("gentle")).toEqual([{ decided: 0, orders: 120 }]);
      return started;
    });

    await Promise.all(sweeps);
    expect(await decisions("gentle")).toEqual([{ decided: 1, orders: 120 }]);
  });

  test("never delay a full sweep", async () => {
    await putOverdue("full", 10);

    await transaction(shop.context.pool, async (tx) => {
      await lockSweep(tx);
      expect(await shop.sweep()).toMatchObject({ processed: 10 });
    });
  });
});

describe("a slot", () => {
  const slot = Date.parse("2026-05-01T11:00:00Z");
  const scheduled = { slot };

  test("that was already swept is not swept again", async () => {
    await shop.sweep(scheduled);
    await putOverdue("after-slot", 1);

    await expect(shop.sweep(scheduled)).rejects.toThrow("swept already");
    expect(await decisions("after-slot")).toEqual([{ decided: 0, orders: 1 }]);
  });

  test("whose run was interrupted is continued by the same run", async () => {
    const cut = Date.parse("2026-05-01T11:30:00Z");
    await shop.sql(
      `insert into sweeps (run_id, slot, trigger)
      values ('00000000-0000-4000-8000-000000000001', $1, 'schedule')`,
      [new Date(cut)],
    );
    await putOverdue("cut-short", 2);

    const summary = await shop.sweep({ slot: cut });

    expect(summary).toMatchObject({
      runId: "00000000-0000-4000-8000-000000000001",
      processed: 2,
    });
  });
});

describe("one bad row", () => {
  test("that can't be decided never stops the others, and stays overdue for the next sweep", async () => {
    await putOverdue("undecidable", 9);
    await shop.tamper(
      "alter table orchestrations drop constraint orchestrations_waiting_on_check",
      "update orchestrations set waiting_on = 'nobody' where order_id = 'undecidable-4'",
    );

    const first = await shop.sweep({ batchSize: 4 });
    expect(first).toMatchObject({ processed: 8, prompted: 8, failed: 1 });
    expect(failures(first.runId)).toEqual(["undecidable-4"]);
    // The batch was written as one. Orders are decided one by one only if the database rejects a row.
    expect(shop.logs).not.toContainEqual(
      expect.objectContaining({ runId: first.runId, msg: expect.stringContaining("one by one") }),
    );

    await shop.sql("update orchestrations set waiting_on = 'member' where waiting_on = 'nobody'");
    expect(await shop.sweep()).toMatchObject({ processed: 1, failed: 0 });
    expect(await decisions("undecidable")).toEqual([{ decided: 1, orders: 9 }]);
  });

  test.each([1, 4, 100])(
    "that can't be written never stops the others, in batches of %i",
    async (batchSize) => {
      const prefix = `unwritable${batchSize}`;
      await putOverdue(prefix, 9);
      // The next version already exists, so the database rejects the entry of any decision about this order.
      await shop.tamper(
        `insert into orchestration_events select (jsonb_populate_record(e, '{"version": 2}')).*
        from orchestration_events e where order_id = '${prefix}-4'`,
      );

      const { runId, ...summary } = await shop.sweep({ batchSize });

      expect(summary).toMatchObject({ processed: 8, prompted: 8, failed: 1 });
      expect(failures(runId)).toEqual([`${prefix}-4`]);
      expect(await decisions(prefix)).toEqual([
        { decided: 0, orders: 1 },
        { decided: 1, orders: 8 },
      ]);
    },
  );

  test.each([1, 4, 9, 100])(
    "whose order is missing never stops the others, in batches of %i",
    async (batchSize) => {
      const prefix = `missing${batchSize}`;
      await putOverdue(prefix, 9);
      await shop.tamper(`delete from orders where order_id = '${prefix}-4'`);

      const { runId, ...summary } = await shop.sweep({ batchSize });

      expect(summary).toMatchObject({ processed: 8, prompted: 8, failed: 1 });
      expect(failures(runId)).toEqual([`${prefix}-4`]);
    },
  );

  /** The orders that this run has logged as not decided. */
  function failures(runId: string): unknown[] {
    return shop.logs
      .filter(({ msg, ...line }) => msg === "not decided" && line.runId === runId)
      .map(({ orderId }) => orderId);
  }
});

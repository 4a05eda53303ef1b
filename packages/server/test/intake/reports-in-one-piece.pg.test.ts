import { PutOrder } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportOrder } from "../../src/intake/report-order.ts";
import { createChangeNotifier } from "../../src/platform/change-notifier.ts";
import { openPool } from "../../src/platform/postgres/database.ts";
import { isUnavailable } from "../../src/platform/unavailable.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openBreakingProxy } from "../support/breaking-proxy.ts";
import { expectWhole, makeDue } from "../support/paid-orders.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const EUR = (amount: number) => ({ amount, currency: "EUR" });
const PLACED = {
  orderNumber: "1042",
  memberId: null,
  email: "first@shoppers.example",
  total: EUR(1_000),
  items: [{ title: "Oak stool", quantity: 1, unitPrice: EUR(1_000) }],
  requires: { verification: false, loyaltyHold: false },
};
const CHANGED = {
  ...PLACED,
  email: "second@shoppers.example",
  total: EUR(2_000),
  promisedBy: "2026-12-20T12:00:00.000Z",
  requires: { verification: true, loyaltyHold: false },
};

/** Reports an order in a process that dies right after this statement. @returns whether it got an answer */
async function reportAndDie(orderId: string, body: object, statement: string): Promise<boolean> {
  const proxy = await openBreakingProxy(shop.connectionString);
  const pool = openPool(proxy.connectionString);
  const changes = createChangeNotifier(pool, shop.context.log);
  try {
    proxy.breakAfter(statement);
    await reportOrder({ ...shop.context, pool, changes }, orderId, PutOrder.parse(body));
    return true;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return false;
  } finally {
    await changes.flush();
    await pool.end();
    await proxy.close();
  }
}

describe("a change of an order", () => {
  test.each(["upsert_order", "read_for_transitions", "write_transitions", "commit"])(
    "is kept whole by the next report if the process died after %s",
    async (statement) => {
      // The proxy looks for the statement's name, so the order's id must not contain it.
      const orderId = `died-${statement.length}`;
      await shop.api.putOrder(orderId, PLACED);
      expect(await reportAndDie(orderId, CHANGED, statement)).toBe(false);
      expect((await shop.api.putOrder(orderId, CHANGED)).status).toBe(200);
      await shop.api.postEvent(orderId, { stage: "payment", status: "completed" });

      const { currentStage, promisedBy, money, events } = await shop.api.read(orderId);
      expect({ currentStage, promisedBy, total: money?.total }).toEqual({
        currentStage: "verification",
        promisedBy: CHANGED.promisedBy,
        total: 2_000,
      });
      const changes = events.filter(({ kind }) => kind === "order_changed");
      expect(changes.map(({ payload }) => payload)).toMatchObject([
        {
          before: { total: EUR(1_000), email: "f…@shoppers.example", promisedBy: null },
          after: { total: EUR(2_000), email: "s…@shoppers.example" },
        },
      ]);
    },
  );

  test("is completed by the next report where an earlier version kept only the order", async () => {
    await shop.api.putOrder("half-kept", PLACED);
    await shop.sql(`update orders set requires_verification = true, total_amount = 2000,
      promised_by = '2026-12-20T12:00:00Z' where order_id = 'half-kept'`);
    await shop.api.putOrder("half-kept", { ...CHANGED, email: PLACED.email });
    await shop.api.postEvent("half-kept", { stage: "payment", status: "completed" });
    expect(await shop.api.read("half-kept")).toMatchObject({
      currentStage: "verification",
      promisedBy: CHANGED.promisedBy,
      money: { total: 2_000 },
    });
  });

  test("by several callers at once ends with the order that is stored", async () => {
    await shop.api.putOrder("at-once", PLACED);
    const day = (nth: number) => new Date(Date.UTC(2026, 11, 1 + nth)).toISOString();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, nth) =>
        shop.api.putOrder("at-once", { ...PLACED, total: EUR(nth + 1), promisedBy: day(nth) }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [row] = await shop.sql(
      "select total_amount, promised_by from orders where order_id = 'at-once'",
    );
    const { money, promisedBy, events } = await shop.api.read("at-once");
    expect({ total_amount: money?.total, promised_by: Date.parse(promisedBy ?? "") }).toEqual(row);
    // Each begins with what the one before it left.
    const changes = events.filter(({ kind }) => kind === "order_changed");
    const left = changes.map(({ payload }) => payload?.after);
    const found = changes.map(({ payload }) => payload?.before);
    expect(found.slice(1)).toEqual(left.slice(0, -1));
  });

  test("of its address makes it due with the change, so that a crash leaves nobody waiting", async () => {
    await shop.api.putOrder("no-address", { ...PLACED, email: null });
    await makeDue(shop, "no-address");
    await shop.sweep();
    const corrected = { ...PLACED, email: "third@shoppers.example" };
    expect(await reportAndDie("no-address", corrected, "commit")).toBe(false);
    const { nextActionAt } = await shop.api.read("no-address");
    expect(Date.parse(nextActionAt ?? "")).toBeLessThanOrEqual(Date.now());
  });
});

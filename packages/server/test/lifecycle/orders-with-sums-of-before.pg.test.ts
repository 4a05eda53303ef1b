import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import type { TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { expectWhole } from "../support/paid-orders.ts";
import { readRecorded, startOnRecorded } from "../support/recorded-orders.ts";
import { storyOf, tell } from "../support/stripe-story.ts";

/** The last version before checks and parcels: it had sums, and needs about money alone. */
const RECORDED_AT = 16;
const BEGUN = Date.parse("2026-11-02T10:00:00Z");

const { rows, orders } = readRecorded(RECORDED_AT);

let shop: TestApp;
beforeAll(async () => {
  shop = await startOnRecorded(RECORDED_AT);
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

function escalationsBefore(orderId: string): unknown[] {
  const open = rows.filter(({ table, row }) => table === "escalations" && !row.resolved_at);
  return open.filter(({ row }) => row.order_id === orderId).map(({ row }) => row.reason);
}

/** What Stripe says later of a payment of an order from before. */
function storyLater(orderId: string) {
  return storyOf(orderId, BEGUN);
}

describe("an order with sums that an earlier version stored", () => {
  test("stands where it stood, with the escalations that it had, and replays", async () => {
    expect(orders.length).toBeGreaterThan(20);
    for (const { order_id, current_stage, status, waiting_on } of orders) {
      expect(await shop.api.read(order_id)).toMatchObject({
        currentStage: current_stage,
        status,
        waitingOn: waiting_on,
        checks: [],
        parcels: [],
        promisedBy: null,
        asksFor: null,
      });
      const before = escalationsBefore(order_id).toSorted();
      expect((await openEscalations(shop, order_id)).toSorted()).toEqual(before);
    }
    const { verified, deviations } = await verifyTimelines(shop.context);
    expect({ verified, deviations }).toEqual({ verified: orders.length, deviations: [] });
    await expectWhole(shop);
  });

  test("closes the need of its money with the cause", async () => {
    const disputed = storyLater("disputed");
    await tell(shop, [disputed.dispute("closed", "d", "a", 30_000, { status: "won" })]);
    expect(await openEscalations(shop, "disputed")).not.toContain("dispute_open");
    const cancelled = storyLater("cancelled_paid");
    const refunded = { amount_refunded: 12_900, refunded: true };
    await tell(shop, [cancelled.charge("refunded", "a", 30_000, refunded)]);
    expect(await openEscalations(shop, "cancelled_paid")).toEqual([]);
  });

  test("gets the needs that it had without being in the queue, with its next news", async () => {
    await shop.api.postEvent("shipped_first", { stage: "payment", status: "waiting" });
    expect(await openEscalations(shop, "shipped_first")).toContain("shipped_unpaid");
    await shop.api.postEvent("shipped_first", { stage: "payment", status: "completed" });
    expect(await openEscalations(shop, "shipped_first")).toEqual([]);
    expect((await shop.api.read("shipped_first")).currentStage).toBe("completed");
  });

  test("that was with an operator or a provider leaves them with its progress", async () => {
    for (const orderId of ["with_operator", "with_provider", "fulfillment_failed"]) {
      await shop.api.postEvent(orderId, { stage: "verification", status: "completed" });
      await shop.api.postEvent(orderId, { stage: "fulfillment", status: "completed" });
      expect(await openEscalations(shop, orderId)).toEqual([]);
      expect((await shop.api.read(orderId)).currentStage).toBe("completed");
    }
  });

  test("takes a check and a parcel", async () => {
    await shop.api.postEvent("identity", {
      stage: "verification",
      status: "completed",
      check: { kind: "identity", reference: "vs_1", state: "verified" },
    });
    await shop.api.postEvent("identity", {
      stage: "fulfillment",
      status: "completed",
      parcel: { reference: "p_1", state: "shipped" },
    });
    expect(await shop.api.read("identity")).toMatchObject({
      currentStage: "completed",
      checks: [{ reference: "vs_1", state: "verified" }],
      parcels: [{ reference: "p_1", state: "shipped" }],
    });
  });

  test("is decided by sweeps like any other", async () => {
    const due = { status: "waiting", nextActionAt: "2026-01-01T00:00:00Z" };
    const made = ["new", "declined", "phone_only", "whose"];
    for (const orderId of made) await shop.api.postEvent(orderId, { stage: "payment", ...due });
    expect((await shop.sweep()).failed).toBe(0);
    // The order whose dispute was won above is overdue in fulfillment. Others become due with the calendar.
    const decisions = await Promise.all([...made, "disputed"].map(decisionOf));
    expect(Object.fromEntries(decisions)).toEqual({
      new: "sweep: prompt",
      declined: "sweep: prompt",
      phone_only: "sweep: escalate",
      whose: "sweep: escalate",
      disputed: "sweep: escalate",
    });
  });
});

async function decisionOf(orderId: string): Promise<[string, string]> {
  const { events } = await shop.api.read(orderId);
  const { kind, payload } = events.at(-1) ?? {};
  return [orderId, `${kind}: ${payload?.decision}`];
}

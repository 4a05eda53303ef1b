import { NextDecision } from "@followthrough/core/contract";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestTables } from "../fuzz/tables.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  // Whatever hour it is, it is not quiet now; at the times that are asked about it may be.
  shop = await startTestApp({ ...DEFAULT_POLICY, quietHours: null });
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";

async function next(orderId: string, of = shop): Promise<NextDecision> {
  const { body } = await of.api.get(`/checkout/orchestrations/${orderId}/next-decision`);
  return NextDecision.parse(body);
}

/** An order that is looked at again at this time. */
async function putDueAt(orderId: string, nextActionAt: string, of = shop): Promise<void> {
  await of.api.putOrder(orderId);
  await of.api.postEvent(orderId, { stage: "payment", status: "waiting", nextActionAt });
}

describe("the next decision", () => {
  test("of an order that is not due is that of the time when it will be", async () => {
    await putDueAt("scheduled", "2030-01-15T12:00:00Z");
    expect(await next("scheduled")).toEqual({
      orderId: "scheduled",
      state: "scheduled",
      at: "2030-01-15T12:00:00.000Z",
      decision: "prompt",
      reason: "waiting_on_member",
      step: 0,
      followingAt: "2030-01-15T18:00:00.000Z",
      policyVersion: "default-1",
      evaluatedAt: expect.any(String),
    });
  });

  test("of an overdue order is that of now, and what the sweep then decides", async () => {
    await shop.api.putOrder("overdue", { placedAt: LONG_AGO });
    const told = await next("overdue");
    expect(told).toMatchObject({ state: "overdue", at: told.evaluatedAt });

    await shop.sweep();

    const { events, nextActionAt } = await shop.api.read("overdue");
    const { decision, reason, step, policyVersion } = told;
    expect(events.at(-1)?.payload).toMatchObject({ decision, reason, step, policyVersion });
    const drift = Date.parse(nextActionAt ?? "") - Date.parse(told.followingAt ?? "");
    expect(drift).toBe(Date.parse(events.at(-1)?.recordedAt ?? "") - Date.parse(told.evaluatedAt));
  });

  test("knows when its member was last written to, about whichever order", async () => {
    await shop.api.putMember("grace");
    await shop.api.putOrder("first", { memberId: "grace", placedAt: LONG_AGO });
    await shop.sweep();
    await shop.api.putOrder("second", { memberId: "grace", placedAt: LONG_AGO });
    expect(await next("second")).toMatchObject({
      state: "overdue",
      decision: "defer",
      reason: "frequency_cap",
      step: null,
    });
  });

  test("knows what the member wants, and that a member is missing", async () => {
    await shop.api.putMember("otto");
    await shop.api.putOrderUpdates("otto", false);
    await shop.api.putOrder("unwanted", { memberId: "otto", placedAt: LONG_AGO });
    await shop.api.putOrder("whose", { memberId: "never-reported", placedAt: LONG_AGO });
    expect(await next("unwanted")).toMatchObject({ decision: "suppress", reason: "opted_out" });
    expect(await next("whose")).toMatchObject({ decision: "escalate", reason: "missing_member" });
  });

  test("of a paused order is that of the pause's end, or of when it falls due after that", async () => {
    await shop.api.putOrder("paused", { placedAt: LONG_AGO });
    await putDueAt("paused-early", "2031-01-01T00:00:00Z");
    for (const orderId of ["paused", "paused-early"]) {
      const pause = { until: "2030-01-15T12:00:00Z", reason: "On hold" };
      await shop.api.post(`/checkout/orchestrations/${orderId}/pause`, pause);
    }
    expect(await next("paused")).toMatchObject({
      state: "paused",
      at: "2030-01-15T12:00:00.000Z",
      decision: "prompt",
    });
    expect((await next("paused-early")).at).toBe("2031-01-01T00:00:00.000Z");
  });

  test("of a closed order is none", async () => {
    await shop.api.putOrder("closed");
    await shop.api.post("/checkout/orchestrations/closed/cancel", {});
    expect(await next("closed")).toMatchObject({
      state: "closed",
      at: null,
      decision: null,
      reason: null,
      step: null,
      followingAt: null,
    });
  });

  test("changes nothing", async () => {
    await shop.api.putOrder("untouched", { placedAt: LONG_AGO });
    const before = await digestTables(shop);
    await next("untouched");
    expect(await digestTables(shop)).toBe(before);
  });

  test("of an order that nobody reported is refused", async () => {
    const refused = await shop.api.get("/checkout/orchestrations/nobodys/next-decision");
    expect(codeOf(refused)).toBe("order_unknown");
  });
});

describe("a look in the quiet hours", () => {
  let quiet: TestApp;
  beforeAll(async () => {
    quiet = await startTestApp(DEFAULT_POLICY);
    await quiet.api.putMember("ada", { timeZone: "Asia/Tokyo" });
  });
  afterAll(() => quiet.close());

  test("is told by the member's own clock at that time", async () => {
    await putDueAt("at-night", "2030-01-15T14:00:00Z", quiet);
    expect(await next("at-night", quiet)).toMatchObject({
      decision: "defer",
      reason: "quiet_hours",
      followingAt: "2030-01-15T23:00:00.000Z",
    });
    await putDueAt("by-day", "2030-01-15T23:00:00Z", quiet);
    expect(await next("by-day", quiet)).toMatchObject({ decision: "prompt" });
  });
});

import { NextDecision } from "@followthrough/core/contract";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestTables } from "../fuzz/tables.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  // It is never quiet now, whatever the hour; at the previewed times it may be.
  shop = await startTestApp({ ...DEFAULT_POLICY, quietHours: null, maxAgeMs: null });
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";
const DAY_MS = 24 * 60 * 60_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;

/** A time of a day that is this many days away. */
function inDays(days: number, time: string): string {
  return `${new Date(TODAY + days * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;
}

async function next(orderId: string, of = shop): Promise<NextDecision> {
  const { body } = await of.api.get(`/checkout/orchestrations/${orderId}/next-decision`);
  return NextDecision.parse(body);
}

/** An order whose next action is at this time. */
async function putDueAt(orderId: string, nextActionAt: string, of = shop): Promise<void> {
  await of.api.putOrder(orderId);
  await of.api.postEvent(orderId, { stage: "payment", status: "waiting", nextActionAt });
}

describe("the next decision", () => {
  test("of an order that is not due is the one at its due time", async () => {
    await putDueAt("scheduled", inDays(30, "12:00:00"));
    expect(await next("scheduled")).toEqual({
      orderId: "scheduled",
      state: "scheduled",
      at: inDays(30, "12:00:00.000"),
      decision: "prompt",
      reason: "waiting_on_member",
      step: 0,
      followingAt: inDays(30, "18:00:00.000"),
      policyVersion: "default-1",
      evaluatedAt: expect.any(String),
    });
  });

  test("of an overdue order is the one of now, and the sweep decides the same", async () => {
    await shop.api.putOrder("overdue", { placedAt: LONG_AGO });
    const preview = await next("overdue");
    expect(preview).toMatchObject({ state: "overdue", at: preview.evaluatedAt });

    await shop.sweep();

    const { events, nextActionAt } = await shop.api.read("overdue");
    const { decision, reason, step, policyVersion } = preview;
    expect(events.at(-1)?.payload).toMatchObject({ decision, reason, step, policyVersion });
    const drift = Date.parse(nextActionAt ?? "") - Date.parse(preview.followingAt ?? "");
    expect(drift).toBe(
      Date.parse(events.at(-1)?.recordedAt ?? "") - Date.parse(preview.evaluatedAt),
    );
  });

  test("knows when its member last got a prompt, about any order", async () => {
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

  test("knows the member's mail choice, and that a member is missing", async () => {
    await shop.api.putMember("otto");
    await shop.api.putOrderUpdates("otto", false);
    await shop.api.putOrder("unwanted", { memberId: "otto", placedAt: LONG_AGO });
    await shop.api.putOrder("whose", { memberId: "never-reported", placedAt: LONG_AGO });
    expect(await next("unwanted")).toMatchObject({ decision: "suppress", reason: "opted_out" });
    expect(await next("whose")).toMatchObject({ decision: "escalate", reason: "missing_member" });
  });

  test("of a paused order is the one at the pause's end, or at a later due time", async () => {
    await shop.api.putOrder("paused", { placedAt: LONG_AGO });
    await putDueAt("paused-early", inDays(60, "00:00:00"));
    for (const orderId of ["paused", "paused-early"]) {
      const pause = { until: inDays(30, "12:00:00"), reason: "On hold" };
      await shop.api.post(`/checkout/orchestrations/${orderId}/pause`, pause);
    }
    expect(await next("paused")).toMatchObject({
      state: "paused",
      at: inDays(30, "12:00:00.000"),
      decision: "prompt",
    });
    expect((await next("paused-early")).at).toBe(inDays(60, "00:00:00.000"));
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

  test("of an order that was never reported is refused", async () => {
    const refused = await shop.api.get("/checkout/orchestrations/nobodys/next-decision");
    expect(codeOf(refused)).toBe("order_unknown");
  });
});

describe("a preview for a time in the quiet hours", () => {
  let quiet: TestApp;
  beforeAll(async () => {
    quiet = await startTestApp(DEFAULT_POLICY);
    await quiet.api.putMember("ada", { timeZone: "Asia/Tokyo" });
  });
  afterAll(() => quiet.close());

  test("uses the member's local time then", async () => {
    await putDueAt("at-night", inDays(30, "14:00:00"), quiet);
    expect(await next("at-night", quiet)).toMatchObject({
      decision: "defer",
      reason: "quiet_hours",
      followingAt: inDays(30, "23:00:00.000"),
    });
    await putDueAt("by-day", inDays(30, "23:00:00"), quiet);
    expect(await next("by-day", quiet)).toMatchObject({ decision: "prompt" });
  });
});

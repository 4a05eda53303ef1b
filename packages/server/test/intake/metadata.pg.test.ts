import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

const LONG_AGO = "2026-01-01T00:00:00Z";
const NOTE = "Missing member for checkout recovery";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const keys = (from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 1]));

function patch(orderId: string, metadataPatch: Record<string, unknown>, more = {}) {
  return shop.api.postEvent(orderId, {
    stage: "payment",
    status: "waiting",
    metadataPatch,
    ...more,
  });
}

describe("metadata", () => {
  test("beyond the limit is refused by name, and nothing of the event is kept", async () => {
    await shop.api.putOrder("limited");
    expect((await patch("limited", keys(0, 50))).status).toBe(200);
    const before = await shop.api.read("limited");

    const answer = await patch("limited", keys(50, 1));

    expect([answer.status, codeOf(answer)]).toEqual([422, "metadata_too_large"]);
    expect(JSON.stringify(answer.body)).toContain("50 keys or 16 KB");
    expect(await shop.api.read("limited")).toEqual(before);
    expect((await patch("limited", { k0: null, k50: 1 })).status).toBe(200);
  });

  test("of a row from before the limits stays readable and can shrink", async () => {
    await shop.api.putOrder("large");
    const stored = Object.fromEntries(
      Object.keys(keys(0, 1_000)).map((key) => [key, { value: 1, at: 0, by: "" }]),
    );
    await shop.sql("update orchestrations set metadata = $1 where order_id = 'large'", [stored]);
    expect(Object.keys((await shop.api.read("large")).metadata)).toHaveLength(1_000);
    expect(codeOf(await patch("large", { another: 1 }))).toBe("metadata_too_large");
    expect((await patch("large", { k1: null, k2: null })).status).toBe(200);
    expect(Object.keys((await shop.api.read("large")).metadata)).toHaveLength(998);
  });

  test("of a parked fact that does not fit is left out; the fact is kept and says so", async () => {
    const fact = (sourceEventId: string, minute: number) => ({
      source: "acme-pay",
      sourceEventId,
      occurredAt: `2026-03-01T10:0${minute}:00Z`,
    });
    await patch("parked", keys(0, 30), fact("evt_1", 1));
    await patch("parked", keys(30, 30), fact("evt_2", 2));
    await shop.api.putOrder("parked");

    const { events, metadata } = await shop.api.read("parked");
    const facts = events.filter(({ source }) => source === "acme-pay");
    expect(facts.map(({ payload }) => payload)).toEqual([null, { metadataLeftOut: 30 }]);
    expect(Object.keys(metadata)).toHaveLength(30);
    expect(await shop.sql("select * from parked_facts where order_id = 'parked'")).toEqual([]);
  });
});

describe("the engine's note", () => {
  test("leaves the shop's keys alone, and is gone when the member is reported", async () => {
    await shop.api.putOrder("noted", { memberId: "late", placedAt: LONG_AGO });
    await shop.api.putOrder("own", { memberId: "late", placedAt: LONG_AGO });
    const due = { nextActionAt: LONG_AGO };
    await patch("own", { note: "call her first" }, due);
    await shop.sweep();
    const metadata = async (orderId: string) => (await shop.api.read(orderId)).metadata;
    expect(await metadata("noted")).toEqual({ "followthrough.note": NOTE, note: NOTE });
    expect(await metadata("own")).toEqual({ "followthrough.note": NOTE, note: "call her first" });

    await shop.api.putMember("late");
    expect(await metadata("noted")).toEqual({});
    expect(await metadata("own")).toEqual({ note: "call her first" });
  });

  test("is gone when the order names another member", async () => {
    await shop.api.putMember("known");
    await shop.api.putOrder("corrected", { memberId: "typo", placedAt: LONG_AGO });
    await shop.sweep();
    expect((await shop.api.read("corrected")).metadata).toHaveProperty("note", NOTE);
    await shop.api.putOrder("corrected", { memberId: "known", placedAt: LONG_AGO });
    expect((await shop.api.read("corrected")).metadata).toEqual({});
  });

  test("can't be written by the shop", async () => {
    await shop.api.putOrder("reserved");
    const answer = await patch("reserved", { "followthrough.note": "mine" });
    expect([answer.status, codeOf(answer)]).toEqual([422, "validation_failed"]);
  });
});

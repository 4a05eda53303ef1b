import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterEach(async () => {
  // The timelines account for every pause and resumption.
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
});
afterAll(() => shop.close());

const LONG_AGO = "2026-01-01T00:00:00Z";
const FAR_OFF = new Date(Date.now() + 300 * 24 * 60 * 60_000).toISOString();

type Headers = Readonly<Record<string, string>>;

function pause(orderId: string, until = FAR_OFF, headers: Headers = {}, operator = {}) {
  const body = { until, reason: "The shopper is traveling", ...operator };
  return shop.api.post(`/checkout/orchestrations/${orderId}/pause`, body, headers);
}

function resume(orderId: string, headers: Headers = {}) {
  const body = { reason: "Back home", operator: "bo" };
  return shop.api.post(`/checkout/orchestrations/${orderId}/resume`, body, headers);
}

async function decisionsOf(orderId: string): Promise<number> {
  const { events } = await shop.api.read(orderId);
  return events.filter(({ kind }) => kind === "sweep").length;
}

describe("a paused order", () => {
  test("is not swept and not counted as overdue, and says until when", async () => {
    await shop.api.putOrder("held-back", { placedAt: LONG_AGO });

    expect(await pause("held-back")).toMatchObject({
      status: 200,
      body: { orderId: "held-back", disposition: "applied", version: 2 },
    });

    await shop.sweep();
    expect(await decisionsOf("held-back")).toBe(0);
    expect((await shop.api.read("held-back")).pausedUntil).toBe(FAR_OFF);
    const { body } = await shop.api.get("/checkout/orchestrations?text=held-back");
    expect(body).toMatchObject({
      items: [{ overdue: false, pausedUntil: FAR_OFF }],
    });
  });

  test("has its pending prompt withdrawn, so that nothing goes out", async () => {
    await putPrompted(shop, "withdrawn");

    await pause("withdrawn");

    expect(await promptOf(shop, "withdrawn")).toMatchObject({ state: "cancelled", attempts: 0 });
    await shop.deliver();
    expect(shop.mails.filter(({ text }) => text.includes("order=withdrawn&"))).toEqual([]);
  });

  test("becomes due automatically when the pause is over", async () => {
    await shop.api.putOrder("by-itself", { placedAt: LONG_AGO });
    const [clock] = await shop.sql("select now() + interval '700 ms' as soon");
    const until = new Date(Number(clock?.soon)).toISOString();
    await pause("by-itself", until);

    await expect
      .poll(async () => {
        await shop.sweep();
        return decisionsOf("by-itself");
      })
      .toBe(1);
    const { events } = await shop.api.read("by-itself");
    expect(Date.parse(events.at(-1)?.recordedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(until));
  });

  test("still records an event, and stays paused", async () => {
    await shop.api.putOrder("told", { placedAt: LONG_AGO });
    await pause("told");

    const answer = await shop.api.postEvent("told", {
      stage: "payment",
      status: "completed",
      nextActionAt: LONG_AGO,
    });
    await shop.sweep();

    expect(answer.body).toMatchObject({ disposition: "applied", currentStage: "verification" });
    expect(await shop.api.read("told")).toMatchObject({
      currentStage: "verification",
      pausedUntil: FAR_OFF,
      version: 3,
    });
  });

  test("that is cancelled is no longer paused, and can't be paused again", async () => {
    await shop.api.putOrder("called-off");
    await pause("called-off");

    await shop.api.post("/checkout/orchestrations/called-off/cancel", {});

    expect(await shop.api.read("called-off")).toMatchObject({
      status: "cancelled",
      pausedUntil: null,
    });
    expect(codeOf(await pause("called-off"))).toBe("orchestration_closed");
    expect(codeOf(await resume("called-off"))).toBe("orchestration_closed");
  });

  test("that is completed is no longer paused", async () => {
    await shop.api.putOrder("went-through", {
      requires: { verification: false, loyaltyHold: false },
    });
    await pause("went-through");
    for (const stage of ["payment", "fulfillment"]) {
      await shop.api.postEvent("went-through", { stage, status: "completed" });
    }
    expect(await shop.api.read("went-through")).toMatchObject({
      currentStage: "completed",
      pausedUntil: null,
    });
  });
});

describe("a pause", () => {
  test("is in the timeline with the operator's name, its end and its reason", async () => {
    await shop.api.putOrder("named");
    await pause("named", FAR_OFF, {}, { operator: "Bo Lind" });
    await pause("named");

    const { events } = await shop.api.read("named");
    expect(events.slice(-2)).toMatchObject([
      {
        kind: "paused",
        actor: "Bo Lind",
        note: "The shopper is traveling",
        payload: { until: FAR_OFF },
      },
      { kind: "paused", actor: "operator" },
    ]);
  });

  test("must end in the future", async () => {
    await shop.api.putOrder("too-late");
    const refused = await pause("too-late", LONG_AGO);
    expect([refused.status, codeOf(refused)]).toEqual([422, "pause_in_the_past"]);
    expect((await shop.api.read("too-late")).version).toBe(1);
  });

  test("respects If-Match, and a repeat with the same key gets the first answer", async () => {
    await shop.api.putOrder("repeated");
    const stale = await pause("repeated", FAR_OFF, { "if-match": '"7"' });
    expect([stale.status, codeOf(stale)]).toEqual([412, "precondition_failed"]);

    const once = { "idempotency-key": "pause-1", "if-match": '"1"' };
    const first = await pause("repeated", FAR_OFF, once);
    const again = await pause("repeated", FAR_OFF, once);

    expect(again.body).toEqual(first.body);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect((await shop.api.read("repeated")).version).toBe(2);
    const other = await pause("repeated", "2098-01-01T00:00:00Z", once);
    expect(codeOf(other)).toBe("idempotency_key_reused");
  });

  test("of an order that nobody reported is refused", async () => {
    expect(codeOf(await pause("nobodys"))).toBe("order_unknown");
  });
});

describe("resuming", () => {
  test("makes an order due at once that became due during the pause", async () => {
    await shop.api.putOrder("resumed", { placedAt: LONG_AGO });
    await pause("resumed");
    await shop.sweep();

    expect((await resume("resumed", { "if-match": '"2"' })).status).toBe(200);
    await shop.sweep();

    const { events, pausedUntil } = await shop.api.read("resumed");
    expect(pausedUntil).toBeNull();
    expect(events.slice(-2)).toMatchObject([
      { kind: "resumed", actor: "bo", note: "Back home" },
      { kind: "sweep", payload: { decision: "prompt" } },
    ]);
  });

  test("is refused for an order that is not paused", async () => {
    await shop.api.putOrder("awake");
    const refused = await resume("awake");
    expect([refused.status, codeOf(refused)]).toEqual([409, "orchestration_not_paused"]);
  });
});

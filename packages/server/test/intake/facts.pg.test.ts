import { EventOutcome } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

/** A payment provider's fact. */
function fact(sourceEventId: string, status: string, more: Readonly<Record<string, unknown>> = {}) {
  return { stage: "payment", status, source: "acme-pay", sourceEventId, ...more };
}

async function report(orderId: string, event: Readonly<Record<string, unknown>>) {
  const answer = await shop.api.postEvent(orderId, event);
  expect([answer.status, codeOf(answer)]).toEqual([200, null]);
  return EventOutcome.parse(answer.body);
}

function openReasons(orderId: string) {
  return shop.sql("select reason from escalations where order_id = $1 and resolved_at is null", [
    orderId,
  ]);
}

describe("a provider's fact", () => {
  test("sent again gets the same answer and adds no second entry", async () => {
    await shop.api.putOrder("repeated");

    const first = await report("repeated", fact("evt_1", "waiting"));
    await report("repeated", fact("evt_2", "completed"));
    const again = await report("repeated", fact("evt_1", "waiting"));

    expect(again).toEqual(first);
    expect((await shop.api.read("repeated")).version).toBe(3);
  });

  test("sent eight times at once is in the timeline once", async () => {
    await shop.api.putOrder("eightfold");

    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => report("eightfold", fact("evt_1", "completed"))),
    );

    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect((await shop.api.read("eightfold")).version).toBe(2);
  });

  test("with the same id from another provider is another fact", async () => {
    await shop.api.putOrder("two-sources");
    await report("two-sources", fact("evt_1", "waiting"));
    await report("two-sources", fact("evt_1", "waiting", { source: "other-pay" }));
    expect((await shop.api.read("two-sources")).version).toBe(3);
  });

  test("that arrives after a later one is kept as superseded and changes nothing", async () => {
    await shop.api.putOrder("out-of-order");
    await report("out-of-order", fact("evt_2", "failed", { occurredAt: "2026-03-01T10:02:00Z" }));

    const outcome = await report(
      "out-of-order",
      fact("evt_1", "waiting", { occurredAt: "2026-03-01T10:01:00Z" }),
    );

    expect(outcome).toMatchObject({ disposition: "superseded", version: 3, status: "failed" });
    expect((await shop.api.read("out-of-order")).status).toBe("failed");
  });

  test("that reopens takes a completed stage back", async () => {
    await shop.api.putOrder("disputed");
    await report("disputed", fact("evt_1", "completed", { occurredAt: "2026-03-01T10:00:00Z" }));

    const outcome = await report(
      "disputed",
      fact("evt_2", "failed", { reopens: true, occurredAt: "2026-03-01T11:00:00Z" }),
    );

    expect(outcome).toMatchObject({ currentStage: "payment", status: "failed" });
  });
});

describe("a fact after the order was closed", () => {
  test("is kept as late, changes nothing, and is escalated when money arrived", async () => {
    await shop.api.putOrder("late-payment");
    await shop.api.post("/checkout/orchestrations/late-payment/cancel", {});

    const outcome = await report("late-payment", fact("evt_1", "completed"));

    expect(outcome).toMatchObject({ disposition: "late", status: "cancelled", version: 3 });
    expect(await openReasons("late-payment")).toEqual([{ reason: "payment_after_cancellation" }]);
  });

  test("is escalated when money was taken back from a completed order", async () => {
    await shop.api.putOrder("refunded");
    for (const stage of ["payment", "verification", "loyalty_hold", "fulfillment"]) {
      await shop.api.postEvent("refunded", { stage, status: "completed" });
    }

    const outcome = await report("refunded", fact("evt_1", "failed", { reopens: true }));

    expect(outcome).toMatchObject({ disposition: "late", currentStage: "completed" });
    expect(await openReasons("refunded")).toEqual([{ reason: "refund_after_completion" }]);
  });
});

describe("a fact before its order", () => {
  test("is parked each time it comes, and applied once when the order is reported", async () => {
    const parked = {
      orderId: "awaited",
      disposition: "parked",
      version: 0,
      currentStage: null,
      status: null,
      waitingOn: null,
      nextActionAt: null,
    };
    expect(await report("awaited", fact("evt_1", "completed"))).toEqual(parked);
    expect(await report("awaited", fact("evt_1", "completed"))).toEqual(parked);

    await shop.api.putOrder("awaited");

    expect(await shop.api.read("awaited")).toMatchObject({
      version: 2,
      currentStage: "verification",
    });
    const again = await report("awaited", fact("evt_1", "completed"));
    expect(again).toMatchObject({ disposition: "applied", version: 2 });
    expect(await shop.sql("select * from parked_facts where order_id = 'awaited'")).toEqual([]);
  });

  test("happened when it was parked if it names no time", async () => {
    await report("timed", fact("evt_1", "waiting"));
    await report("timed", fact("evt_2", "in_progress"));
    const parked = await shop.sql(
      `select date_trunc('milliseconds', parked_at) as at from parked_facts
      where order_id = 'timed' order by parked_at`,
    );

    await shop.api.putOrder("timed");

    const { events, status } = await shop.api.read("timed");
    expect(status).toBe("in_progress");
    expect(events.slice(1).map(({ occurredAt }) => Date.parse(occurredAt))).toEqual(
      parked.map(({ at }) => at),
    );
  });

  test("is applied although its order was stored after the lookup and before the fact was parked", async () => {
    const { reporting } = await holdRows(
      shop,
      "lock table parked_facts in exclusive mode",
      async () => {
        const reporting = report("crossed", fact("evt_1", "completed"));
        await untilWaiting(shop);
        await shop.api.putOrder("crossed");
        return { reporting };
      },
    );

    expect(await reporting).toMatchObject({ disposition: "applied", version: 2 });
    expect((await shop.api.read("crossed")).currentStage).toBe("verification");
    expect(await shop.sql("select * from parked_facts where order_id = 'crossed'")).toEqual([]);
  });

  test("is never lost nor applied twice when both come at the same moment", async () => {
    const orderIds = Array.from({ length: 30 }, (_, at) => `race-${at}`);

    await Promise.all(
      orderIds.flatMap((orderId) => [
        report(orderId, fact("evt_1", "completed")),
        shop.api.putOrder(orderId),
        report(orderId, fact("evt_2", "waiting", { stage: "verification" })),
      ]),
    );

    const reads = await Promise.all(orderIds.map((orderId) => shop.api.read(orderId)));
    const outcomes = reads.map(({ version, currentStage, status }) => [
      version,
      currentStage,
      status,
    ]);
    expect(outcomes).toEqual(orderIds.map(() => [3, "verification", "waiting"]));
    expect(await shop.sql("select * from parked_facts where order_id like 'race-%'")).toEqual([]);
  });

  test("stays parked after a crash before it is applied, until the order is reported again", async () => {
    await shop.api.putOrder("crashed");
    await shop.sql(
      `insert into parked_facts (order_id, source, source_event_id, event)
      values ('crashed', 'acme-pay', 'evt_1', $1)`,
      [
        JSON.stringify({
          kind: "stage",
          reopens: false,
          occurredAt: null,
          waitingOn: null,
          nextActionAt: null,
          note: null,
          payload: null,
          metadataPatch: null,
          actor: "api",
          ...fact("evt_1", "completed"),
        }),
      ],
    );

    await shop.api.putOrder("crashed");

    expect((await shop.api.read("crashed")).currentStage).toBe("verification");
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { readEntries } from "../../src/lifecycle/sql/read-orchestration.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { putPoints } from "../support/loyalty.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const HELD = "60 points are held for this order";

async function expectTimelinesReplay(): Promise<void> {
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
}

test("a note of the rules is stored and answered as the same text as before, and read as its code", async () => {
  const { api } = shop;
  await api.putMember("keeper");
  await putPoints(shop, "keeper", 100);
  const requires = { verification: false };
  await api.putOrder("kept", { memberId: "keeper", redeemPoints: 60, requires });

  const entries = await shop.sql(
    "select note from orchestration_events where order_id = 'kept' order by version",
  );
  const [state] = await shop.sql(
    `select registers -> 'verification' -> 'hard' ->> 'note' as verification,
      registers -> 'loyalty_hold' -> 'hard' ->> 'note' as loyalty_hold
    from orchestrations where order_id = 'kept'`,
  );

  const texts = [null, "Not required for this order", HELD];
  expect(entries.map(({ note }) => note)).toEqual(texts);
  expect(state).toEqual({ verification: "Not required for this order", loyalty_hold: HELD });
  const answer = await api.read("kept");
  expect(answer.events.map(({ note }) => note)).toEqual(texts);
  expect(answer.stages.map(({ note }) => note)).toEqual([null, ...texts.slice(1), null]);
  const read = await readEntries(shop.context.pool, "kept", 10, 10);
  expect(read.map(({ note }) => note)).toEqual([
    null,
    { code: "stage_not_required" },
    { code: "hold_placed", points: 60 },
  ]);
  await expectTimelinesReplay();
});

test("two sources that report one fact in our own words agree, in the timeline and in the state", async () => {
  const { api } = shop;
  await api.putOrder("echoed");
  const said = { stage: "payment", status: "completed", occurredAt: new Date().toISOString() };
  for (const source of ["bank", "shop"]) {
    await api.postEvent("echoed", { ...said, source, sourceEventId: "paid", note: HELD });
  }

  const order = await api.read("echoed");

  expect(order.events.slice(1).map(({ note, source }) => [note, source])).toEqual([
    [HELD, "bank"],
    [HELD, "shop"],
  ]);
  expect(order.stages[0]?.note).toBe(HELD);
  await expectTimelinesReplay();
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  expectWhole,
  mailsAfterSweep,
  putOrderOf,
  THREE_HOURS_AGO,
} from "../support/paid-orders.ts";
import { factsInEveryOrder, minute, parcel, stage, tellFacts } from "../support/told-parcels.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

const PAID = stage("payment", "completed", 1);
const DAY = 24 * 60;
const LATER = minute(30 * DAY);

const put = (orderId: string, changes: object = {}) =>
  putOrderOf(shop, { orderId, at: () => THREE_HOURS_AGO }, { ...changes });

describe("a report of a parcel", () => {
  test("is shown with the order and in its entry", async () => {
    await put("shown");
    await tellFacts(shop, "shown", [["p", parcel("p1", "shipped", 5)]]);
    const { parcels, events } = await shop.api.read("shown");
    const seen = { state: "shipped", carrier: "DHL", trackingNumber: "JD-p1" };
    expect(parcels).toEqual([
      {
        source: "warehouse",
        account: "",
        reference: "p1",
        ...seen,
        since: minute(5),
        shippedAt: minute(5),
        trackingUrl: "https://track.example/p1",
      },
    ]);
    expect(events.at(-1)?.parcels).toEqual([{ reference: "p1", ...seen }]);
  });

  test("of the shop's own, without a source, counts as of now", async () => {
    await put("own");
    const { parcel: about } = parcel("p1", "delivered", 1);
    const event = { stage: "fulfillment", status: "in_progress", parcel: about };
    expect((await shop.api.postEvent("own", event)).status).toBe(200);
    const [known] = (await shop.api.read("own")).parcels;
    expect(known).toMatchObject({ source: "api", state: "delivered" });
    expect(Math.abs(Date.parse(String(known?.since)) - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    ["another stage", { ...parcel("p1", "shipped", 1), stage: "payment" }],
    [
      "a page that is not secure",
      stage("fulfillment", "in_progress", 1, {
        parcel: { reference: "p1", state: "shipped", trackingUrl: "http://track.example/1" },
      }),
    ],
    ["a state that does not exist", parcel("p1", "teleported", 1)],
  ])("is refused with %s", async (_, event) => {
    await put("refused");
    const answer = await shop.api.postEvent("refused", event);
    expect([answer.status, codeOf(answer)]).toEqual([422, "validation_failed"]);
  });

  test("comes by Standard Webhooks, too", async () => {
    await put("signed");
    const { occurredAt: timestamp, ...said } = parcel("p1", "shipped", 5);
    const body = JSON.stringify({
      type: "stage.reported",
      timestamp,
      data: { orderId: "signed", ...said },
    });
    await deliverTo(shop.app, "standard", body, signStandard(body));
    await shop.workInbox();
    expect((await shop.api.read("signed")).parcels).toMatchObject([
      { source: "standard", state: "shipped", trackingUrl: "https://track.example/p1" },
    ]);
  });
});

describe("an order", () => {
  test("whose goods left before it was paid and checked is an operator's, until it is", async () => {
    const required = { requires: { verification: true, loyaltyHold: false } };
    const facts = [parcel("p1", "shipped", 2), stage("fulfillment", "completed", 3)];
    const open = await factsInEveryOrder(shop, "early", facts, required);
    expect(open).toMatchObject({
      currentStage: "payment",
      escalations: ["shipped_unpaid", "shipped_unverified"],
    });
    const paid = await factsInEveryOrder(shop, "early-paid", [...facts, PAID], required);
    expect(paid).toMatchObject({
      currentStage: "verification",
      escalations: ["shipped_unverified"],
    });
    const checked = [...facts, PAID, stage("verification", "completed", 4)];
    const done = await factsInEveryOrder(shop, "early-done", checked, required);
    expect(done).toMatchObject({ currentStage: "completed", escalations: [] });
  });

  test("whose only parcel was called off before it was paid is no longer shipped unpaid", async () => {
    const facts = [parcel("p1", "shipped", 2), parcel("p1", "cancelled", 3)];
    const { escalations } = await factsInEveryOrder(shop, "recalled", facts);
    expect(escalations).toEqual([]);
  });

  test("whose parcel is called off after the end is an operator's, until another is on its way", async () => {
    const facts = [
      PAID,
      parcel("p1", "shipped", 2),
      stage("fulfillment", "completed", 3),
      parcel("p1", "cancelled", 4),
    ];
    const off = await factsInEveryOrder(shop, "off", facts);
    expect(off).toMatchObject({
      currentStage: "completed",
      escalations: ["fulfillment_failed"],
      parcels: [{ state: "cancelled" }],
    });
    const again = await factsInEveryOrder(shop, "again", [...facts, parcel("p2", "shipped", 5)]);
    expect(again).toMatchObject({ currentStage: "completed", escalations: [] });
  });

  test("whose parcel is lost before the end is delivered again by a statement", async () => {
    const facts = [
      PAID,
      parcel("p1", "shipped", 2),
      parcel("p1", "failed", 4),
      stage("fulfillment", "completed", 6),
    ];
    expect(await factsInEveryOrder(shop, "sent-again", facts)).toMatchObject({
      currentStage: "completed",
      escalations: [],
    });
  });

  test("in backorder for weeks waits for its promised day, and nobody hears of it before", async () => {
    const facts = [PAID, stage("fulfillment", "waiting", 2)];
    const standing = await factsInEveryOrder(shop, "backorder", facts, { promisedBy: LATER });
    expect(standing).toMatchObject({
      currentStage: "fulfillment",
      status: "waiting",
      promisedBy: LATER,
      nextActionAt: LATER,
      escalations: [],
    });
    expect(await mailsAfterSweep(shop, "backorder_0")).toBe(0);
  });

  test("with a day of its own keeps it when the warehouse begins", async () => {
    const facts = [
      PAID,
      stage("fulfillment", "waiting", 2, { nextActionAt: minute(10 * DAY) }),
      stage("fulfillment", "in_progress", 3),
    ];
    const preorder = await factsInEveryOrder(shop, "preorder", facts, { promisedBy: LATER });
    expect(preorder).toMatchObject({
      status: "in_progress",
      nextActionAt: LATER,
      escalations: [],
    });
  });

  test("that needs no delivery is complete when it is paid, and at once if it costs nothing", async () => {
    const digital = { requires: { verification: false, loyaltyHold: false, fulfillment: false } };
    const paid = await factsInEveryOrder(shop, "download", [PAID], digital);
    expect(paid).toMatchObject({ currentStage: "completed", escalations: [], nextActionAt: null });
    expect(paid.stages.at(-1)).toMatchObject({ stage: "fulfillment", required: false });
    const free = { ...digital, total: { amount: 0, currency: "EUR" }, items: [] };
    expect(await factsInEveryOrder(shop, "free", [], free)).toMatchObject({
      currentStage: "completed",
      escalations: [],
    });
  });

  test("that nobody has paid is not late, whatever day was promised", async () => {
    const facts = [stage("payment", "in_progress", 1, { waitingOn: "provider" })];
    const unpaid = await factsInEveryOrder(shop, "unpaid", facts, { promisedBy: minute(5) });
    expect(unpaid).toMatchObject({ currentStage: "payment", escalations: [] });
    await shop.sweep();
    expect((await shop.api.read("unpaid_0")).events.at(-1)?.payload).not.toMatchObject({
      reason: "late",
    });
  });
});

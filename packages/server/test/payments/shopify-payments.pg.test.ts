import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, makeDue, standingOf } from "../support/paid-orders.ts";
import { givingBack, ORDER, refundWith, TRANSACTION } from "../support/shopify-bodies.ts";
import { deliverTo, signShopify } from "../support/webhooks.ts";

type Fields = Readonly<Record<string, unknown>>;

const HOUR_MS = 60 * 60_000;
const TOTAL = 10_000;
const BEGUN = Math.floor(Date.now() / 1000) * 1000 - 3 * HOUR_MS;
const at = (minute: number) => new Date(BEGUN + minute * 60_000).toISOString();

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

let messages = 0;

async function say(...bodies: readonly Fields[]): Promise<void> {
  for (const body of bodies) {
    const text = JSON.stringify(body);
    messages += 1;
    const headers = signShopify(text, { id: `message-${messages}` });
    expect((await deliverTo(shop.app, "shopify", text, headers)).status).toBe(200);
    await shop.workInbox();
  }
}

/** An order of EUR 100.00 that Ada placed three hours ago, as its body is at this minute. */
function order(id: number, minute: number, changes: Fields = {}): Fields {
  return {
    ...ORDER,
    id,
    name: `#${id}`,
    order_number: id,
    email: "ada@shoppers.example",
    customer: { id: 1, email: "ada@shoppers.example", first_name: "Ada", last_name: "Voss" },
    created_at: at(0),
    processed_at: at(0),
    updated_at: at(minute),
    ...changes,
  };
}

const PAID = {
  financial_status: "paid",
  payment_gateway_names: ["shopify_payments"],
  total_outstanding: "0.00",
};

async function mails(id: number): Promise<number> {
  await shop.sweep();
  await shop.deliver();
  return shop.mails.filter(({ text }) => text.includes(`#${id}`)).length;
}

const standing = (id: number) => standingOf(shop, `shopify:${id}`);
const TO_DELIVER = { currentStage: "fulfillment", escalations: [] };

describe("an order of Shopify", () => {
  test("whose checkout was left is what the shopper is written to about", async () => {
    await say(order(1, 1));
    expect(await standing(1)).toMatchObject({ status: "waiting", waitingOn: "member" });
    expect(await mails(1)).toBe(1);
  });

  test.each([
    [10, "Cash on Delivery (COD)", {}],
    [11, "Net 30", { payment_terms_type: "net", payment_terms_name: "Net 30", due_in_days: 30 }],
  ])("(%i) by %s is delivered first, and nobody is written to", async (id, gateway, terms) => {
    const isNet = "due_in_days" in terms;
    const agreed = isNet
      ? {
          payment_terms: {
            ...terms,
            payment_schedules: [{ due_at: at(30 * 24 * 60), issued_at: at(0), completed_at: null }],
          },
        }
      : { payment_gateway_names: [gateway] };
    await say(order(id, 1, agreed));
    expect(await standing(id)).toMatchObject({ ...TO_DELIVER, money: { open: TOTAL } });
    expect(await mails(id)).toBe(0);

    await say(order(id, 60, { ...agreed, fulfillment_status: "fulfilled" }));
    expect(await standing(id)).toMatchObject({
      currentStage: "completed",
      nextActionAt: isNet ? at(30 * 24 * 60) : null,
      escalations: [],
    });
    expect(await mails(id)).toBe(0);
    await say(order(id, 120, { ...agreed, ...PAID, fulfillment_status: "fulfilled" }));
    expect(await standing(id)).toMatchObject({
      currentStage: "completed",
      nextActionAt: null,
      money: { captured: TOTAL, open: 0 },
      escalations: [],
    });
  });

  test("by bank deposit waits for the shop to see it, and nobody is written to", async () => {
    await say(order(12, 1, { payment_gateway_names: ["Bank Deposit"] }));
    expect(await standing(12)).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      escalations: [],
    });
    expect(await mails(12)).toBe(0);
    await makeDue(shop, "shopify:12");
    expect(await mails(12)).toBe(0);
    await say(order(12, 170, { ...PAID, payment_gateway_names: ["Bank Deposit"] }));
    expect(await standing(12)).toMatchObject(TO_DELIVER);
  });

  test("that is authorized goes on, and is an operator's when it is to be captured", async () => {
    const authorized = {
      financial_status: "authorized",
      payment_gateway_names: ["shopify_payments"],
    };
    const lapse = at(180 + 12 * 60);
    await say(order(13, 1, authorized), {
      ...TRANSACTION,
      id: 913,
      order_id: 13,
      kind: "authorization",
      created_at: at(1),
      processed_at: at(1),
      authorization_expires_at: lapse,
    });
    expect(await standing(13)).toMatchObject({
      currentStage: "fulfillment",
      money: { authorised: TOTAL, captured: 0, open: 0 },
      escalations: ["capture_due"],
    });
    expect(await mails(13)).toBe(0);
    await say(order(13, 170, PAID));
    expect(await standing(13)).toMatchObject({
      ...TO_DELIVER,
      money: { authorised: 0, captured: TOTAL },
    });
  });

  test("that was paid and is cancelled has money to give back, until it is given back", async () => {
    const cancelled = {
      cancelled_at: at(60),
      cancel_reason: "customer",
      current_total_price: "0.00",
      total_outstanding: "-100.00",
    };
    await say(order(14, 1, PAID), order(14, 60, { ...PAID, ...cancelled }));
    expect(await standing(14)).toMatchObject({ status: "cancelled", escalations: ["refund_due"] });
    const refund = givingBack(914, "100.00", {
      order_id: 14,
      created_at: at(70),
      processed_at: at(70),
    });
    await say({ ...refundWith(refund), order_id: 14, created_at: at(70), processed_at: at(70) });
    expect(await standing(14)).toMatchObject({ money: { kept: 0 }, escalations: [] });
    expect(await mails(14)).toBe(0);
  });

  test("from which an item is removed without money keeps all of its money", async () => {
    const removed = { ...refundWith(), order_id: 15, created_at: at(30), processed_at: at(30) };
    await say(order(15, 1, PAID), removed);
    expect(await standing(15)).toMatchObject({
      ...TO_DELIVER,
      money: { refunded: 0, kept: TOTAL, open: 0 },
    });
  });

  test("stays paid when a part of its money is given back, whichever message brings it", async () => {
    const given = givingBack(916, "29.00", {
      order_id: 16,
      created_at: at(30),
      processed_at: at(30),
    });
    const refund = { ...refundWith(given), order_id: 16, created_at: at(30), processed_at: at(30) };
    const partly = order(16, 31, {
      ...PAID,
      financial_status: "partially_refunded",
      current_total_price: "71.00",
      refunds: [refund],
    });
    const whole = order(16, 1, PAID);
    await say(whole, refund, partly, given);
    const forwards = await standing(16);
    expect(forwards).toMatchObject({
      ...TO_DELIVER,
      money: { refunded: 2_900, kept: 7_100, open: 0 },
    });
    const again = (body: Fields) => JSON.parse(JSON.stringify(body).replaceAll(":16", ":17"));
    await say(...[whole, refund, partly, given].toReversed().map(again));
    const { money, currentStage, escalations } = await standing(17);
    expect({ money, currentStage, escalations }).toEqual({
      money: forwards.money,
      currentStage: forwards.currentStage,
      escalations: forwards.escalations,
    });
  });

  test("that is edited to cost more names the rest to an operator, and nobody is written to", async () => {
    await say(
      order(18, 1, PAID),
      order(18, 60, {
        ...PAID,
        financial_status: "partially_paid",
        current_total_price: "120.00",
        total_price: "120.00",
        total_outstanding: "20.00",
      }),
    );
    expect(await standing(18)).toMatchObject({
      currentStage: "payment",
      status: "waiting",
      waitingOn: "operator",
      money: { total: 12_000, captured: TOTAL, open: 2_000 },
      escalations: ["balance_open"],
    });
    expect(await mails(18)).toBe(0);
  });

  test("that costs nothing is paid when it is placed", async () => {
    const free = { total_price: "0.00", current_total_price: "0.00", total_outstanding: "0.00" };
    await say(order(19, 1, { ...PAID, ...free, payment_gateway_names: [] }));
    expect(await standing(19)).toMatchObject({ ...TO_DELIVER, money: { total: 0, open: 0 } });
    expect(await mails(19)).toBe(0);
  });

  test("that is disputed is an operator's, and stays paid when the dispute is won", async () => {
    const dispute = (type: string, status: string) => ({
      id: 920,
      order_id: 20,
      type,
      amount: "100.00",
      currency: "EUR",
      reason: "fraudulent",
      network_reason_code: "4837",
      status,
      evidence_due_by: at(7 * 24 * 60),
      evidence_sent_on: null,
      finalized_on: null,
      initiated_at: at(40),
    });
    await say(order(20, 1, PAID), dispute("inquiry", "needs_response"));
    expect(await standing(20)).toMatchObject({
      currentStage: "fulfillment",
      escalations: ["dispute_open"],
      money: { disputed: 0 },
    });
    await say(dispute("chargeback", "needs_response"));
    expect(await standing(20)).toMatchObject({
      currentStage: "payment",
      status: "failed",
      waitingOn: "operator",
      money: { disputed: TOTAL, kept: 0 },
      escalations: ["dispute_open"],
    });
    expect(await mails(20)).toBe(0);
    await say(dispute("chargeback", "won"));
    expect(await standing(20)).toMatchObject({ ...TO_DELIVER, money: { disputed: 0 } });
  });
});

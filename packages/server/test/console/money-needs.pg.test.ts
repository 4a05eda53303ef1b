import { OrderPage, Preview, type PreviewItem, QueuePage } from "@followthrough/core/contract";
import { afterAll, expect, test } from "vitest";
import { startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { escalationsOf } from "../support/escalations.ts";

const shop = await startTestApp();
const bo = await signInAs(shop, "operator", "Bo Lind");
afterAll(() => shop.close());

const TOTAL = { amount: 18_900, currency: "EUR" };
const FAR_OFF = new Date(Date.now() + 300 * 86_400_000).toISOString();
let reports = 0;

async function newOrder(orderId: string, changes: object = {}): Promise<string> {
  const { status } = await shop.api.putOrder(orderId, { memberId: null, ...changes });
  expect(status).toBeLessThan(300);
  return orderId;
}

/** A provider's report of one payment. */
async function reportPayment(orderId: string, payment: object): Promise<void> {
  reports += 1;
  const { status, body } = await shop.api.postEvent(orderId, {
    stage: "payment",
    status: "in_progress",
    source: "acme",
    sourceEventId: `evt-${reports}`,
    payment,
  });
  expect(status, JSON.stringify(body)).toBe(200);
}

async function rowsOf(orderId: string) {
  const { items } = QueuePage.parse((await bo.get(`/queue?text=${orderId}`)).body);
  return items;
}

async function pageOf(orderId: string): Promise<OrderPage> {
  return OrderPage.parse((await bo.get(`/orders/${orderId}`)).body);
}

async function previewOf(orderId: string, what: object): Promise<PreviewItem | undefined> {
  const { version } = (await pageOf(orderId)).orchestration;
  const answer = await bo.send("POST", "/actions/preview", {
    what,
    orders: [{ orderId, version }],
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return Preview.parse(answer.body).items[0];
}

const CANCEL = { action: "cancel", reason: "The shopper called" };
const PAID = { reference: "pay-1", state: "captured", captured: TOTAL.amount };

test("an open dispute shows its amount and its date in the work list, the list of escalations and the order's page", async () => {
  const orderId = await newOrder("disputed");
  const dispute = {
    reference: "dp-1",
    amount: 9_800,
    state: "open",
    createdAt: "2026-01-02T00:00:00Z",
  };
  await reportPayment(orderId, { ...PAID, disputes: [{ ...dispute, dueBy: FAR_OFF }] });

  const shown = {
    reason: "dispute_open",
    amount: { amount: 9_800, currency: "EUR" },
    dueAt: FAR_OFF,
  };
  const ofReason = (all: readonly { reason: string | null }[]) =>
    all.find(({ reason }) => reason === "dispute_open");
  expect(ofReason(await rowsOf(orderId))).toMatchObject(shown);
  expect(ofReason((await escalationsOf(shop, "reason=dispute_open")).items)).toMatchObject(shown);
  expect(ofReason((await pageOf(orderId)).escalations)).toMatchObject(shown);
});

test("the amount is the one of now, not the one with which the escalation was opened", async () => {
  const orderId = await newOrder("twice");
  await reportPayment(orderId, PAID);
  await reportPayment(orderId, { ...PAID, reference: "pay-2" });
  expect(await rowsOf(orderId)).toMatchObject([
    { reason: "paid_twice", amount: TOTAL, dueAt: null },
  ]);
  const refund = {
    reference: "re-1",
    amount: 900,
    state: "succeeded",
    createdAt: "2026-01-02T00:00:00Z",
  };
  await reportPayment(orderId, { reference: "pay-2", refunds: [refund] });
  expect(await rowsOf(orderId)).toMatchObject([
    { reason: "paid_twice", amount: { amount: 18_000, currency: "EUR" } },
  ]);
});

test("a reason that is not about money, and one that was resolved, have neither amount nor date", async () => {
  const orderId = await newOrder("resolved");
  await reportPayment(orderId, PAID);
  await shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, {});
  const [row] = await rowsOf(orderId);
  expect(row).toMatchObject({ reason: "refund_due", amount: TOTAL });
  const resolve = { action: "resolve", escalationId: row?.key, reason: "Sent by bank transfer" };
  expect((await bo.act(orderId, row?.version ?? 0, resolve)).status).toBe(200);
  expect((await pageOf(orderId)).escalations).toMatchObject([
    { reason: "refund_due", amount: null, dueAt: null },
  ]);
  await newOrder("without-address", { placedAt: "2026-01-01T00:00:00Z" });
  await shop.sweep();
  expect(await rowsOf("without-address")).toMatchObject([
    { reason: "missing_address", amount: null, dueAt: null },
  ]);
});

test("an order from before bills has the amount of what it costs", async () => {
  const orderId = await newOrder("old");
  await shop.api.postEvent(orderId, { stage: "payment", status: "completed" });
  await shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, {});
  await shop.sql(
    `update orchestrations set money = '{}', registers = registers #- '{payment,hard,sum}'
    where order_id = $1`,
    [orderId],
  );
  expect(await rowsOf(orderId)).toMatchObject([{ reason: "refund_due", amount: TOTAL }]);
});

test("the preview of a cancellation says what must be given back, what is released, and which escalations open and close", async () => {
  const orderId = await newOrder("part-paid");
  await reportPayment(orderId, { ...PAID, captured: 9_800 });
  expect(await rowsOf(orderId)).toMatchObject([{ reason: "balance_open" }]);
  await reportPayment(orderId, { reference: "pay-2", state: "authorised", authorised: 1_000 });
  expect(await previewOf(orderId, CANCEL)).toMatchObject({
    verdict: "does",
    status: "cancelled",
    escalations: 1,
    opens: ["refund_due"],
    toRefund: { amount: 9_800, currency: "EUR" },
    released: { amount: 1_000, currency: "EUR" },
    paid: null,
  });
  const { version } = (await pageOf(orderId)).orchestration;
  await bo.act(orderId, version, CANCEL);
  expect(await rowsOf(orderId)).toMatchObject([{ waitingOn: "operator" }]);
  const yours = QueuePage.parse((await bo.get(`/queue?waitingOn=operator&text=${orderId}`)).body);
  expect(yours.items).toHaveLength(1);
  const open = (await rowsOf(orderId)).map(({ reason, amount }) => ({ reason, amount }));
  expect(open).toEqual([{ reason: "refund_due", amount: { amount: 9_800, currency: "EUR" } }]);
});

test("the preview of a cancellation names other currencies, payments under way and open disputes", async () => {
  const orderId = await newOrder("other-money");
  const dollars = { state: "captured", captured: 12_900, currency: "USD" };
  await reportPayment(orderId, { reference: "pay-usd", ...dollars });
  await reportPayment(orderId, { reference: "pay-debit", state: "processing" });
  const createdAt = "2026-03-02T10:00:00Z";
  const dispute = { reference: "dp-2", amount: 700, state: "open", createdAt };
  await reportPayment(orderId, { ...PAID, disputes: [dispute] });
  expect(await previewOf(orderId, CANCEL)).toMatchObject({
    foreign: [{ amount: 12_900, currency: "USD" }],
    underWay: 1,
    disputed: { amount: 700, currency: "EUR" },
  });
});

test("the preview of a cancellation of an unpaid order names no money", async () => {
  const orderId = await newOrder("unpaid");
  const sums = { toRefund: null, released: null, disputed: null, paid: null };
  const nothing = { opens: [], foreign: [], underWay: 0, ...sums };
  expect(await previewOf(orderId, CANCEL)).toMatchObject({ verdict: "does", ...nothing });
});

test("the preview counts on what the order costs now, also for an order from before bills", async () => {
  const orderId = await newOrder("old-preview");
  await shop.api.postEvent(orderId, { stage: "payment", status: "completed" });
  await shop.sql(
    `update orchestrations set money = '{}', registers = registers #- '{payment,hard,sum}'
    where order_id = $1`,
    [orderId],
  );
  expect(await previewOf(orderId, CANCEL)).toMatchObject({
    opens: ["refund_due"],
    toRefund: TOTAL,
  });
});

test("completing the payment by hand states the whole total, and the preview says the sum", async () => {
  const orderId = await newOrder("by-hand");
  const complete = { action: "complete_stage", stage: "payment", reason: "Paid in the shop" };
  expect(await previewOf(orderId, complete)).toMatchObject({ verdict: "does", paid: TOTAL });
  const other = { ...complete, stage: "verification" };
  expect(await previewOf(orderId, other)).toMatchObject({ verdict: "does", paid: null });
  const failed = { ...complete, action: "fail_stage" };
  expect(await previewOf(orderId, failed)).toMatchObject({ verdict: "does", paid: null });
});

test("a completed order whose invoice is due is listed as overdue until the sweep, then with its balance", async () => {
  const dueAt = "2026-01-05T00:00:00.000Z";
  const orderId = await newOrder("invoiced", { terms: { kind: "invoice", dueAt: FAR_OFF } });
  for (const stage of ["verification", "loyalty_hold", "fulfillment"]) {
    await shop.api.postEvent(orderId, { stage, status: "completed" });
  }
  expect(await rowsOf(orderId)).toEqual([]);
  await shop.sql(
    `update orchestrations set next_action_at = $2,
      money = jsonb_set(money, '{bill,terms,dueAt}', to_jsonb(extract(epoch from $2::timestamptz) * 1000))
    where order_id = $1`,
    [orderId, dueAt],
  );
  expect(await rowsOf(orderId)).toMatchObject([
    {
      kind: "overdue",
      stage: "completed",
      waitingOn: null,
      reason: null,
      amount: null,
      dueAt: null,
    },
  ]);
  await shop.sweep();
  expect(await rowsOf(orderId)).toMatchObject([
    { kind: "escalation", stage: "completed", reason: "balance_open", amount: TOTAL, dueAt },
  ]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";

const DAY_MS = 24 * 60 * 60_000;
const PAGE = "https://pay.example/voucher/1";
const LONG_AGO = "2026-01-01T00:00:00Z";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(PLAIN_POLICY);
});
afterAll(() => shop.close());

/** An order with a voucher over the rest, which ends within a day, and EUR 39.00 that are paid. */
async function putVoucher(orderId: string): Promise<void> {
  await shop.api.putMember(orderId);
  await shop.api.putOrder(orderId, { memberId: orderId, placedAt: LONG_AGO });
  const report = { stage: "payment", occurredAt: LONG_AGO };
  await shop.api.postEvent(orderId, {
    ...report,
    status: "in_progress",
    payment: { reference: "deposit", state: "captured", captured: 3_900, currency: "EUR" },
  });
  await shop.api.postEvent(orderId, {
    ...report,
    status: "waiting",
    payment: {
      reference: "voucher",
      state: "requires_action",
      method: "voucher",
      currency: "EUR",
      actBy: new Date(Date.now() + 0.9 * DAY_MS).toISOString(),
      nextStep: { kind: "voucher", url: PAGE },
    },
  });
  await shop.sweep();
}

test("a mail leads to the voucher that an order's payment waits for, and names what is open", async () => {
  await putVoucher("voucher-open");
  await shop.deliver();

  const text = shop.mails.at(-1)?.text.replace(/\u00a0/g, " ");
  expect(text).toContain(`\n${PAGE}\n`);
  expect(text).toContain("€150.00");
  expect(text).toContain("/checkout/resume?order=voucher-open");
});

test("a mail that is written after the voucher's last day does not lead to it", async () => {
  await putVoucher("voucher-over");
  const { compose } = shop.delivery();
  await shop.deliver({
    compose: (message) => compose({ ...message, leasedAt: Date.now() + 3 * DAY_MS }),
  });

  const mail = shop.mails.at(-1);
  expect(mail?.text).toContain("/checkout/resume?order=voucher-over");
  expect(mail?.text).not.toContain(PAGE);
  expect(mail?.subject).toContain("is still open");
});

test.each([
  ["expired", "voucher", "has expired"],
  ["expired", "card", "didn’t go through"],
  ["failed", "voucher", "didn’t go through"],
])(
  "a mail about a payment that is %s says so of a voucher only: %s",
  async (state, method, said) => {
    const orderId = `over-${state}-${method}`;
    await shop.api.putMember(orderId);
    await shop.api.putOrder(orderId, { memberId: orderId, placedAt: LONG_AGO });
    await shop.api.postEvent(orderId, {
      stage: "payment",
      occurredAt: LONG_AGO,
      status: "failed",
      payment: { reference: "v", state, method, currency: "EUR" },
    });
    await shop.sql("update orchestrations set next_action_at = now() where order_id = $1", [
      orderId,
    ]);
    await shop.sweep();
    await shop.deliver();
    expect(shop.mails.at(-1)?.text).toContain(orderId);
    expect(shop.mails.at(-1)?.subject).toContain(said);
  },
);

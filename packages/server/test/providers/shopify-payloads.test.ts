import { describe, expect, test } from "vitest";
import { HAS_FIXTURES, shopifyPayload, tellOfFixtures } from "../support/fixtures.ts";
import { paymentsIn, readShopify, reportOfShopify } from "../support/shopify-bodies.ts";

tellOfFixtures("shopify-payloads.test.ts");

const ORDER_BODIES = ["create", "paid", "updated", "cancelled", "fulfilled", "partially_fulfilled"];

describe.skipIf(!HAS_FIXTURES)("Shopify's own example", () => {
  test.each(ORDER_BODIES)("of orders/%s has its sums", (topic) => {
    const report = reportOfShopify(shopifyPayload(`orders-${topic}`).body);
    expect(report.order).toMatchObject({
      total: { amount: 41_495, currency: "USD" },
      terms: null,
      isTest: true,
    });
    expect(report.order?.items).toHaveLength(5);
    const [payment, ...others] = paymentsIn(report);
    expect(others).toEqual([]);
    expect(payment).toMatchObject({
      reference: "order:820982911946154500",
      snapshot: { captured: 0, currency: "USD", isTest: true },
    });
  });

  test("of a refund has two movements of money, whose currency stands elsewhere in the body", () => {
    const report = reportOfShopify(shopifyPayload("refunds-create").body);
    const refunds = paymentsIn(report).flatMap((payment) => payment.refunds);
    expect(
      refunds.map(({ reference, amount, currency, state }) => [reference, amount, currency, state]),
    ).toEqual([
      ["245135271310201180", 7500, "USD", "succeeded"],
      ["839212141605670500", 1000, "USD", "succeeded"],
    ]);
  });

  test.each(["checkouts-create", "customers-update"])("of %s is ignored", (name) => {
    expect(readShopify(shopifyPayload(name).body).kind).toBe("ignored");
  });
});

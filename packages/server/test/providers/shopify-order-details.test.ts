import type { ProviderMember, ProviderOrder } from "@followthrough/core/domain";
import { unexplainedAmount } from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import { readPlace } from "../../src/intake/read-place.ts";
import { reportOfOrder } from "../support/shopify-bodies.ts";

type Fields = Readonly<Record<string, unknown>>;

function orderOf(changes: Fields): ProviderOrder {
  const { order } = reportOfOrder(changes);
  if (order === null) throw new Error("The message brings no order");
  return order;
}

function memberOf(customer: Fields, changes: Fields = {}): ProviderMember | null {
  return reportOfOrder({ ...changes, customer: { id: 4, ...customer } }).member;
}

function set(amount: string, presentment = amount, currency = "EUR") {
  return {
    shop_money: { amount, currency_code: "EUR" },
    presentment_money: { amount: presentment, currency_code: currency },
  };
}

/** EUR 100.00 - 10.00 + 4.95 + 19.00 of tax. */
const AMOUNTS = {
  total_price: "113.95",
  current_total_price: "113.95",
  total_discounts_set: set("10.00"),
  current_total_discounts_set: set("10.00"),
  total_shipping_price_set: set("4.95"),
  total_tax_set: set("19.00"),
  current_total_tax_set: set("19.00"),
  taxes_included: false,
};

describe("how an order's total comes about", () => {
  test("is taken from the order, and explains all of it", () => {
    const order = orderOf(AMOUNTS);
    expect(order).toMatchObject({
      discount: 1_000,
      shipping: 495,
      tax: { amount: 1_900, included: false },
    });
    const { discount = null, shipping = null, tax = null } = order;
    expect(unexplainedAmount({ ...order, moreItems: null, discount, shipping, tax })).toBe(0);
  });

  test("is that of the order as it stands, after edits and returns", () => {
    const changes = {
      current_total_discounts_set: set("5.00"),
      current_shipping_price_set: set("0.00"),
    };
    expect(orderOf({ ...AMOUNTS, ...changes })).toMatchObject({ discount: 500, shipping: 0 });
  });

  test("is in the shopper's currency, or not said at all", () => {
    const abroad = {
      ...AMOUNTS,
      presentment_currency: "JPY",
      total_price_set: set("113.95", "18000", "JPY"),
      current_total_price_set: set("113.95", "18000", "JPY"),
      current_total_discounts_set: set("10.00", "1600", "JPY"),
      total_shipping_price_set: { presentment_money: { amount: "1", currency_code: "USD" } },
    };
    expect(orderOf(abroad)).toMatchObject({
      total: { amount: 18_000, currency: "JPY" },
      discount: 1_600,
      shipping: null,
    });
  });

  test("is unknown where the body does not say", () => {
    expect(orderOf({})).toMatchObject({ discount: null, shipping: null, tax: null });
  });
});

describe("where the shopper of an order lives", () => {
  const billing_address = { country_code: "US", province_code: "CA", zip: "90012" };
  const shipping_address = { country_code: "DE", province_code: null, zip: "10115" };

  test("is the billing address, as a gift goes elsewhere: Los Angeles has its own night", () => {
    const { place = null } = orderOf({ billing_address, shipping_address });
    expect(readPlace(place)).toEqual({ timeZone: "America/Los_Angeles", locale: "en-US" });
  });

  test("is the shipping address where there is no other", () => {
    const { place = null } = orderOf({ billing_address: null, shipping_address });
    expect(readPlace(place).timeZone).toBe("Europe/Berlin");
  });

  test("is unknown without a country", () => {
    expect(orderOf({ billing_address: { province_code: "CA" } }).place).toBeNull();
  });
});

test("the order has the language of the checkout, the channel and the page of its shopper", () => {
  const order_status_url = "https://shop.example/1/orders/abc/authenticate?key=1";
  const said = { customer_locale: "de-AT", source_name: "pos", order_status_url };
  expect(orderOf(said)).toMatchObject({
    locale: "de-AT",
    channel: "pos",
    statusUrl: order_status_url,
  });
  expect(orderOf({ order_status_url: "http://shop.example/orders/abc" }).statusUrl).toBeNull();
});

describe("an address", () => {
  test("that can't be used is lost, and the order says so", () => {
    expect(orderOf({ email: "ada@@example.com" })).toMatchObject({
      email: null,
      emailProblem: "malformed",
    });
  });

  test("that can't be used gives way to the next that can", () => {
    expect(orderOf({ email: "ada@", contact_email: "ada@example.com" })).toMatchObject({
      email: "ada@example.com",
      emailProblem: null,
    });
  });

  test("of a Japanese carrier is kept", () => {
    // cspell:disable-next-line
    expect(orderOf({ email: "a..b.@docomo.ne.jp" }).email).toBe("a..b.@docomo.ne.jp");
  });

  test("and a name may both be missing: a customer who gave only a phone number", () => {
    expect(memberOf({ email: null, phone: "+4912345" })).toMatchObject({
      memberId: "shopify:4",
      email: null,
      emailProblem: null,
      name: null,
    });
    expect(orderOf({ email: "", contact_email: null }).emailProblem).toBeNull();
  });
});

import type { Order, PutOrder } from "@followthrough/core/contract";

const total = { amount: 18_900, currency: "EUR" };

const putOrder: PutOrder = {
  orderNumber: "1042",
  memberId: "ada",
  total,
  items: [{ title: "Three-legged stool", quantity: 1, unitPrice: total }],
  requires: { verification: false },
  redeemPoints: 500,
  pointsValue: { amount: 500, currency: total.currency },
  placedAt: "2026-03-02T09:30:00Z",
};

const inFull = {
  items: [
    {
      title: "Linen fabric, by the meter",
      quantity: 2.35,
      unitPrice: { amount: 4_200, currency: "EUR" },
    },
    { title: "Returned sample", quantity: 1, unitPrice: { amount: -500, currency: "EUR" } },
  ],
  moreItems: { count: 120, amount: 9_000 },
  discount: 500,
  shipping: 600,
  tax: { amount: 3_018, included: true },
  locale: "de-AT",
  statusUrl: "https://shop.example/orders/1042?key=8f3a",
  channel: "web",
  attributes: { giftWrapped: true, campaign: "spring" },
} as const;

const putOrderInFull: PutOrder = {
  orderNumber: "1042",
  memberId: null,
  email: "ada@shoppers.example",
  total: { amount: 18_470, currency: "EUR" },
  ...inFull,
  items: [...inFull.items],
  address: { country: "AT", province: "9", postalCode: "1010" },
};

const putOrderByInvoice: PutOrder = {
  ...putOrder,
  terms: { kind: "invoice", dueAt: "2026-03-30T22:00:00Z" },
};

/** An order as it is answered. */
export const ORDER: Order = {
  orderId: "order-1042",
  orderNumber: "1042",
  memberId: "ada",
  email: null,
  emailProblem: null,
  total,
  items: [{ title: "Three-legged stool", quantity: 1, unitPrice: total }],
  moreItems: null,
  discount: null,
  shipping: null,
  tax: null,
  locale: "en-GB",
  timeZone: "Europe/London",
  statusUrl: null,
  channel: "web",
  attributes: {},
  requires: { verification: false, loyaltyHold: true, fulfillment: true },
  redeemPoints: 500,
  pointsValue: { amount: 500, currency: total.currency },
  pointsWaived: false,
  terms: null,
  promisedBy: null,
  test: false,
  silence: null,
  placedAt: "2026-03-02T09:30:00.000Z",
};

/** Orders as shops report them: one of a member, one that is paid by invoice, one of a guest with all that it can say. */
export const PUT_ORDERS: readonly PutOrder[] = [putOrder, putOrderByInvoice, putOrderInFull];

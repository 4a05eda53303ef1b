import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  EventQuery,
  NotificationPreferences,
  OrchestrationQuery,
  PageQuery,
  PostCancel,
  PostEvent,
  PutLoyaltyStep,
  PutMember,
  PutOrder,
} from "../src/contract/index.ts";
import { depthBomb, expectAccepted, wrongFields } from "./support/parsing.ts";

const EVENT = { stage: "payment", status: "waiting" };
const FACT = { ...EVENT, source: "bank", sourceEventId: "evt_1" };
const ORDER = {
  orderNumber: "1042",
  memberId: "m-1",
  total: { amount: 24_900, currency: "EUR" },
  items: [{ title: "Ash stool", quantity: 1, unitPrice: { amount: 24_900, currency: "EUR" } }],
};
const MEMBER = { email: "ada@shop.test", name: "Ada" };
const STEP = { kind: "redemption", status: "pending", title: "Use 500 points" };

/** Every body the API accepts, with its required fields. */
const BODIES: [string, z.ZodType, Record<string, unknown>][] = [
  ["an event", PostEvent, EVENT],
  ["an order", PutOrder, ORDER],
  ["a loyalty step", PutLoyaltyStep, STEP],
  ["preferences", NotificationPreferences, { orderUpdates: false }],
  ["a cancellation", PostCancel, {}],
];

describe.each(BODIES)("%s", (_name, schema, body) => {
  test("is accepted with only its required fields", () => {
    expectAccepted(schema, body);
  });

  test("is refused without any one of them", () => {
    for (const field of Object.keys(body)) {
      const { [field]: _missing, ...rest } = body;
      expect(wrongFields(schema, rest)).toEqual([field]);
    }
  });

  test("is refused with an unknown field, by its name", () => {
    expect(wrongFields(schema, { ...body, surprise: 1 })).toEqual(["surprise"]);
  });

  test.each([[null], [[]], ["text"], [1], [undefined], [true]])("is not %j", (value) => {
    expect(wrongFields(schema, value)).toEqual([""]);
  });

  test("is refused with a very deep value in any field, or as a whole, without a stack overflow", () => {
    const bomb = depthBomb(100_000);
    expect(wrongFields(schema, [bomb])).toEqual([""]);
    expect(wrongFields(schema, { ...body, surprise: bomb })).toEqual(["surprise"]);
    for (const field of Object.keys(body)) {
      const [wrong] = wrongFields(schema, { ...body, [field]: bomb });
      expect(wrong?.split(".")[0]).toBe(field);
    }
  });
});

describe("free text", () => {
  const item = ORDER.items[0];
  test.each<[string, z.ZodType, (bad: string) => unknown, string]>([
    ["an event's note", PostEvent, (note) => ({ ...EVENT, note }), "note"],
    ["an event's source", PostEvent, (source) => ({ ...FACT, source }), "source"],
    [
      "an event's source id",
      PostEvent,
      (sourceEventId) => ({ ...FACT, sourceEventId }),
      "sourceEventId",
    ],
    ["an event's payload", PostEvent, (bad) => ({ ...EVENT, payload: { a: [bad] } }), "payload"],
    [
      "an event's metadata",
      PostEvent,
      (bad) => ({ ...EVENT, metadataPatch: { [bad]: 1 } }),
      "metadataPatch",
    ],
    ["an order's number", PutOrder, (orderNumber) => ({ ...ORDER, orderNumber }), "orderNumber"],
    ["an order's channel", PutOrder, (channel) => ({ ...ORDER, channel }), "channel"],
    [
      "an order's attribute",
      PutOrder,
      (value) => ({ ...ORDER, attributes: { color: value } }),
      "attributes.color",
    ],
    [
      "an item's title",
      PutOrder,
      (title) => ({ ...ORDER, items: [{ ...item, title }] }),
      "items.0.title",
    ],
    ["a member's name", PutMember, (name) => ({ ...MEMBER, name }), "name"],
    ["a member's locale", PutMember, (locale) => ({ ...MEMBER, locale }), "locale"],
    ["a member's time zone", PutMember, (timeZone) => ({ ...MEMBER, timeZone }), "timeZone"],
    ["a step's title", PutLoyaltyStep, (title) => ({ ...STEP, title }), "title"],
    ["a reason to cancel", PostCancel, (reason) => ({ reason }), "reason"],
    ["a search text", OrchestrationQuery, (text) => ({ text }), "text"],
    ["a page's cursor", PageQuery, (after) => ({ after }), "after"],
  ])("%s is refused with NUL or a lone surrogate, by its field", (_name, schema, body, field) => {
    for (const bad of ["a\u0000b", "a\ud800b", "\udfff"]) {
      expect(wrongFields(schema, body(bad))).toEqual([field]);
    }
  });
});

describe("an event", () => {
  test("may have every field", () => {
    expectAccepted(PostEvent, {
      ...FACT,
      status: "failed",
      note: "Disputed",
      payload: { case: 7 },
      nextActionAt: "2026-03-02T09:00:00Z",
      waitingOn: "operator",
      metadataPatch: { dispute: null },
      occurredAt: "2026-03-01T09:00:00+01:00",
      reopens: true,
    });
  });

  test("is a fact with both source and sourceEventId, a command with neither", () => {
    expect(wrongFields(PostEvent, { ...EVENT, source: "bank" })).toEqual(["sourceEventId"]);
    expect(wrongFields(PostEvent, { ...EVENT, sourceEventId: "evt_1" })).toEqual(["sourceEventId"]);
    expectAccepted(PostEvent, FACT);
  });

  test.each(["not_started", "in_progress", "waiting", "completed"])(
    "that is %s reopens nothing",
    (status) => {
      expect(wrongFields(PostEvent, { ...EVENT, status, reopens: true })).toEqual(["reopens"]);
      expectAccepted(PostEvent, { ...EVENT, status, reopens: false });
    },
  );

  test.each([
    ["stage", "completed"],
    ["stage", "shipping"],
    ["status", "cancelled"],
    ["status", "paid"],
    ["waitingOn", "nobody"],
    ["occurredAt", "1970-01-01T00:00:00Z"],
    ["nextActionAt", "3000-01-01T00:00:00Z"],
    ["occurredAt", null],
    ["payload", []],
    ["reopens", "true"],
  ])("is refused with the %s %j", (field, value) => {
    expect(wrongFields(PostEvent, { ...EVENT, [field]: value })).toEqual([field]);
  });
});

describe("an order", () => {
  test("may be a guest's, with every field", () => {
    expectAccepted(PutOrder, {
      ...ORDER,
      memberId: null,
      email: "guest@shop.test",
      requires: { verification: false, loyaltyHold: true },
      placedAt: "2026-03-02T09:00:00Z",
    });
  });

  test.each([
    ["memberId", "a/b", "memberId"],
    ["email", 42, "email"],
    ["total", { amount: 1, currency: "EUR", tax: 1 }, "total.tax"],
    ["total", { amount: 1, currency: "eur" }, "total.currency"],
    ["requires", { payment: false }, "requires.payment"],
    ["placedAt", "1999-01-01T00:00:00Z", "placedAt"],
    ["items", [{ ...ORDER.items[0], quantity: 0 }], "items.0.quantity"],
    ["items", [{ ...ORDER.items[0], quantity: -0.5 }], "items.0.quantity"],
    ["items", [{ ...ORDER.items[0], quantity: 0.000_000_1 }], "items.0.quantity"],
    ["items", [{ ...ORDER.items[0], quantity: 1.000_000_1 }], "items.0.quantity"],
    ["items", [{ ...ORDER.items[0], quantity: "2" }], "items.0.quantity"],
    ["moreItems", { count: 0 }, "moreItems.count"],
    ["discount", -500, "discount"],
    ["shipping", 4.95, "shipping"],
    ["tax", { amount: 100, included: "yes" }, "tax.included"],
    ["locale", "de_DE", "locale"],
    ["timeZone", "Middle/Earth", "timeZone"],
    ["address", { country: "us" }, "address.country"],
    ["address", { country: "US", city: "Los Angeles" }, "address.city"],
    ["channel", "x".repeat(65), "channel"],
    ["attributes", { gift: null }, "attributes.gift"],
    ["attributes", { gift: { wrap: true } }, "attributes.gift"],
    [
      "attributes",
      Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`key-${at}`, at])),
      "attributes",
    ],
    ["items", [{ ...ORDER.items[0], sku: "x" }], "items.0.sku"],
  ])("is refused with the %s %j, by the field", (field, value, wrong) => {
    expect(wrongFields(PutOrder, { ...ORDER, [field]: value })).toEqual([wrong]);
  });

  test("is refused with more than 5,000 items, by the field", () => {
    const items = Array(5_001).fill(ORDER.items[0]);
    expect(wrongFields(PutOrder, { ...ORDER, items })).toEqual(["items"]);
  });

  test("may say how its total comes about, where it came from, and where its shopper lives", () => {
    expectAccepted(PutOrder, {
      ...ORDER,
      items: [
        { ...ORDER.items[0], quantity: 0.35 },
        { title: "Voucher", quantity: 1, unitPrice: { amount: -500, currency: "EUR" } },
      ],
      moreItems: { count: 120, amount: null },
      discount: 0,
      shipping: 600,
      tax: { amount: 3_976, included: true },
      locale: "de-AT",
      timeZone: "Europe/Vienna",
      address: { country: "AT", province: null, postalCode: "1010" },
      statusUrl: "https://shop.example/orders/1042?key=8f3a",
      channel: "web",
      attributes: { gift: true, campaign: "spring", boxes: 2 },
    });
  });

  test.each([
    "http://shop.example/orders/1",
    "javascript:alert(1)",
    "https://shop.example@evil.example/",
    "https://user:secret@shop.example/",
    "https://shop.example\\@evil.example/",
    "https://shop.example/a b",
    "http://localhost.evil.example/",
    "//shop.example/",
    `https://shop.example/${"x".repeat(2_000)}`,
  ])("does not lead its shopper to %j", (statusUrl) => {
    expect(wrongFields(PutOrder, { ...ORDER, statusUrl })[0]).toBe("statusUrl");
  });

  test("leads its shopper where a browser would go: line breaks in a URL are dropped", () => {
    const { statusUrl } = PutOrder.parse({ ...ORDER, statusUrl: "https://shop.exa\nmple/1" });
    expect(statusUrl).toBe("https://shop.example/1");
  });

  test.each([
    "https://shop.example/orders/1?key=a@b#status",
    "http://localhost:3000/orders/1",
    "http://127.0.0.1/orders/1",
  ])("may lead its shopper to %j", (statusUrl) => {
    expectAccepted(PutOrder, { ...ORDER, statusUrl });
  });
});

describe("a member", () => {
  test("may have a locale and a time zone", () => {
    expectAccepted(PutMember, { ...MEMBER, locale: "pt-BR", timeZone: "America/Sao_Paulo" });
  });

  test.each([
    ["locale", "german please"],
    ["locale", "de_DE"],
    ["timeZone", "Middle/Earth"],
    ["timeZone", "+01:00"],
    ["email", 42],
    ["email", "a".repeat(1_001)],
  ])("is refused with the %s %j", (field, value) => {
    expect(wrongFields(PutMember, { ...MEMBER, [field]: value })).toEqual([field]);
  });
});

describe("a query", () => {
  test("has pages of 50 unless it says otherwise, and of at most 200", () => {
    expect(OrchestrationQuery.parse({}).limit).toBe(50);
    expect(PageQuery.parse({ limit: "200" }).limit).toBe(200);
    for (const limit of ["0", "201", "-1", "1.5", "many", ""]) {
      expect(wrongFields(PageQuery, { limit })).toEqual(["limit"]);
    }
  });

  test("is refused with an unknown parameter", () => {
    for (const schema of [OrchestrationQuery, PageQuery, EventQuery]) {
      expect(wrongFields(schema, { sort: "x" })).toEqual(["sort"]);
    }
  });

  test("requests entries before a number that a version can have", () => {
    expect(EventQuery.parse({ before: "2147483647" }).before).toBe(2_147_483_647);
    for (const before of ["0", "2147483648", "1e99", "x"]) {
      expect(wrongFields(EventQuery, { before })).toEqual(["before"]);
    }
  });
});

import { LoyaltySteps } from "@followthrough/core/contract";
import { NO_DETAILS } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

describe("an order that the shop reports", () => {
  test("is created the first time and updated the second, with the same answer", async () => {
    const { api } = shop;
    const placedAt = "2026-03-01T10:00:00.000Z";

    const first = await api.putOrder("twice", { placedAt });
    const second = await api.putOrder("twice", { placedAt });

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    expect(first.body).toEqual({
      ...NO_DETAILS,
      orderId: "twice",
      orderNumber: "1042",
      memberId: "ada",
      email: null,
      total: { amount: 18_900, currency: "EUR" },
      items: [{ title: "Oak stool", quantity: 1, unitPrice: { amount: 18_900, currency: "EUR" } }],
      requires: { verification: true, loyaltyHold: true, fulfillment: true },
      redeemPoints: null,
      pointsValue: null,
      pointsWaived: false,
      terms: null,
      promisedBy: null,
      test: false,
      silence: null,
      placedAt,
    });
    expect((await api.read("twice")).version).toBe(1);
  });

  test("is created once and begins once when eight callers report it at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => shop.api.putOrder("eightfold")),
    );

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect((await shop.api.read("eightfold")).version).toBe(1);
  });

  test("may change its total and its owner, and keeps its timeline", async () => {
    const { api } = shop;
    await api.putOrder("corrected");
    await api.postEvent("corrected", { stage: "payment", status: "in_progress" });

    const answer = await api.putOrder("corrected", {
      memberId: null,
      email: "guest@shoppers.example",
      total: { amount: 1_200, currency: "JPY" },
    });

    expect(answer.status).toBe(200);
    expect((await api.get("/orders/corrected")).body).toEqual(answer.body);
    expect(answer.body).toMatchObject({
      memberId: null,
      total: { amount: 1_200, currency: "JPY" },
    });
    const { events, ...order } = await api.read("corrected");
    expect(order).toMatchObject({ version: 3, status: "in_progress" });
    expect(events.at(-1)).toMatchObject({
      kind: "order_changed",
      payload: {
        before: { total: { amount: 18_900, currency: "EUR" }, terms: null },
        after: { total: { amount: 1_200, currency: "JPY" }, terms: null },
      },
    });
  });

  test("may name a member who is not yet reported", async () => {
    const answer = await shop.api.putOrder("early-bird", { memberId: "nobody-yet" });
    expect(answer.status).toBe(201);
  });

  test("completes the stages that it does not require immediately, and records why", async () => {
    const { api } = shop;
    await api.putOrder("digital", { requires: { verification: false, loyaltyHold: false } });

    const { stages, events } = await api.read("digital");

    expect(stages.map(({ status, required }) => [status, required])).toEqual([
      ["not_started", true],
      ["completed", false],
      ["completed", false],
      ["not_started", true],
    ]);
    expect(events.map(({ note }) => note)).toEqual([
      null,
      "Not required for this order",
      "Not required for this order",
    ]);
  });

  test("keeps the stages that it requires after it was placed, and the refusal names the one", async () => {
    await shop.api.putOrder("settled");
    const answer = await shop.api.putOrder("settled", { requires: { verification: false } });
    expect([answer.status, codeOf(answer)]).toEqual([409, "order_requirements_fixed"]);
    expect(answer.body).toMatchObject({
      title: "A stage that an order requires can't be taken away, and its points can't change",
      detail: "It requires verification. Cancel this order and place another one instead.",
    });
  });

  test("is refused as a whole when a field is wrong, and the field is named", async () => {
    const answer = await shop.api.putOrder("wrong", { total: { amount: 1.5, currency: "EUR" } });

    expect([answer.status, codeOf(answer)]).toEqual([422, "validation_failed"]);
    expect(answer.body).toMatchObject({ errors: [{ field: "/total/amount" }] });
    expect((await shop.api.get("/checkout/orchestrations/wrong")).status).toBe(404);
  });

  test.each([
    [
      { total: { amount: "129.00", currency: "EUR" } },
      "/total/amount",
      /minor units, such as 12900/,
    ],
    [
      { total: { amount: 1, currency: "eur" }, items: [] },
      "/total/currency",
      /ISO 4217 code in capitals/,
    ],
    [{ memberId: undefined }, "/memberId", /^is required; null for a guest$/],
    [{ items: undefined }, "/items", /^is required$/],
    [{ placedAt: "tomorrow" }, "/placedAt", /^must be an RFC 3339 date-time with an offset$/],
    [{ why: 1 }, "/why", /^is not a known field$/],
  ])("says once and plainly what is wrong: %j", async (wrong, field, message) => {
    const { body } = await shop.api.putOrder("wrong", wrong);
    expect(body).toMatchObject({ detail: `Not valid in the body: ${field}` });
    const errors = [{ field, message: expect.stringMatching(message) }];
    expect(body).toHaveProperty("errors", errors);
  });

  test("names the whole body by the empty pointer", async () => {
    const answer = await shop.app.inject({
      method: "PUT",
      url: "/api/v1/orders/wrong",
      headers: { "x-api-key": API_KEY },
      payload: [1],
    });
    const errors = [{ field: "", message: "must be an object" }];
    expect(answer.json()).toMatchObject({ detail: "The body is not valid", errors });
  });
});

test("a member is created the first time and updated the second", async () => {
  const first = await shop.api.putMember("ada", { locale: "de-DE", timeZone: "Europe/Berlin" });
  const second = await shop.api.putMember("ada", { locale: "de-DE", timeZone: "Europe/Berlin" });

  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body).toEqual({
    memberId: "ada",
    email: "ada@shoppers.example",
    emailProblem: null,
    name: "Ada Voss",
    locale: "de-DE",
    timeZone: "Europe/Berlin",
  });
});

test("a member's choice is stored even before the member is known", async () => {
  const first = await shop.api.putOrderUpdates("not-yet", false);
  const second = await shop.api.putOrderUpdates("not-yet", false);
  const other = await shop.api.putOrderUpdates("not-yet", true);

  expect([first, second, other].map(({ status }) => status)).toEqual([201, 200, 200]);
  expect([first.body, other.body]).toEqual([{ orderUpdates: false }, { orderUpdates: true }]);
});

describe("a loyalty step", () => {
  const step = { kind: "redemption", status: "pending", title: "Confirm 500 points" };

  test("is created the first time and updated the second", async () => {
    const path = "/members/grace/loyalty-steps/redeem-1";

    const first = await shop.api.put(path, step);
    const second = await shop.api.put(path, { ...step, status: "resolved" });

    expect([first.status, second.status]).toEqual([201, 200]);
    const answer = await shop.api.get("/members/grace/loyalty-steps");
    expect(LoyaltySteps.parse(answer.body).items).toEqual([
      {
        externalId: "redeem-1",
        ...step,
        status: "resolved",
        orderId: null,
        expiresAt: null,
        holdId: null,
      },
    ]);
  });

  test("is pending for an order only while it is open, not expired, and of that order", async () => {
    const { api } = shop;
    await api.putOrder("with-steps", { memberId: "linus" });
    const put = (id: string, changes: object) =>
      api.put(`/members/linus/loyalty-steps/${id}`, { ...step, ...changes });
    await put("own", { orderId: "with-steps" });
    await put("of-any-order", {});
    await put("of-another", { orderId: "some-other" });
    await put("done", { orderId: "with-steps", status: "resolved" });
    await put("past", { orderId: "with-steps", expiresAt: "2020-01-01T00:00:00Z" });

    const { pendingSteps } = await api.read("with-steps");

    expect(pendingSteps.map(({ externalId }) => externalId)).toEqual(["own", "of-any-order"]);
  });

  test("can't be read for an unknown member", async () => {
    const answer = await shop.api.get("/members/stranger/loyalty-steps");
    expect([answer.status, codeOf(answer)]).toEqual([404, "member_unknown"]);
  });
});

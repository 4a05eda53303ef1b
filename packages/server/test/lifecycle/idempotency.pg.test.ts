import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const WAITING = { stage: "payment", status: "waiting" };
const PAID = { stage: "payment", status: "completed" };

describe("an Idempotency-Key", () => {
  test("gets the first answer again, marked as a repeat, and nothing happens twice", async () => {
    const { api } = shop;
    await api.putOrder("retried");
    const key = { "idempotency-key": "key-1" };

    const first = await api.postEvent("retried", WAITING, key);
    await api.postEvent("retried", { stage: "verification", status: "in_progress" });
    const second = await api.postEvent("retried", WAITING, key);

    expect(second.body).toEqual(first.body);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect((await api.read("retried")).version).toBe(3);
  });

  test("that is used with another body, or another kind of request, is refused", async () => {
    const { api } = shop;
    await api.putOrder("reused");
    const key = { "idempotency-key": "key-1" };
    await api.postEvent("reused", WAITING, key);

    const answers = [
      await api.postEvent("reused", PAID, key),
      await api.post("/checkout/orchestrations/reused/cancel", {}, key),
    ];

    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [422, "idempotency_key_reused"],
      [422, "idempotency_key_reused"],
    ]);
    expect((await api.read("reused")).version).toBe(2);
  });

  test("belongs to one order: another order may use it too", async () => {
    const { api } = shop;
    await api.putOrder("one");
    await api.putOrder("two");
    const key = { "idempotency-key": "shared" };

    const answers = [await api.postEvent("one", PAID, key), await api.postEvent("two", PAID, key)];

    expect(answers.map(({ headers }) => headers["idempotency-replayed"])).toEqual([
      undefined,
      undefined,
    ]);
    expect((await api.read("two")).currentStage).toBe("verification");
  });

  test("sent by eight concurrent callers has one effect, and all get its answer", async () => {
    const { api } = shop;
    await api.putOrder("raced");

    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        api.postEvent("raced", WAITING, { "idempotency-key": "key-1" }),
      ),
    );

    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers["idempotency-replayed"] === "true");
    expect(replayed).toHaveLength(7);
    expect((await api.read("raced")).version).toBe(2);
  });

  test("of a refused request can be used again: nothing was done with it", async () => {
    const { api } = shop;
    await api.putOrder("refused");
    await api.postEvent("refused", PAID);
    const key = { "idempotency-key": "key-1" };

    const refused = await api.postEvent("refused", PAID, key);
    const other = await api.postEvent("refused", { stage: "verification", status: "waiting" }, key);

    expect([refused.status, other.status]).toEqual([409, 200]);
  });

  test("makes a cancellation safe to repeat", async () => {
    const { api } = shop;
    await api.putOrder("cancelled");
    const cancel = () =>
      api.post(
        "/checkout/orchestrations/cancelled/cancel",
        { reason: "changed mind" },
        { "idempotency-key": "key-1" },
      );

    const [first, second] = [await cancel(), await cancel()];

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
  });
});

describe("If-Match", () => {
  test("lets a change through only at the version that it names", async () => {
    const { api } = shop;
    await api.putOrder("guarded");
    const { headers } = await api.get("/checkout/orchestrations/guarded");
    const etag = String(headers.etag);

    const first = await api.postEvent("guarded", WAITING, { "if-match": etag });
    const second = await api.postEvent("guarded", PAID, { "if-match": etag });

    expect(first.status).toBe(200);
    expect([second.status, codeOf(second)]).toEqual([412, "precondition_failed"]);
    expect((await api.read("guarded")).version).toBe(2);
    expect((await api.postEvent("guarded", PAID, { "if-match": '"2"' })).status).toBe(200);
  });

  test("lets through only one of two concurrent changes based on the same version", async () => {
    const { api } = shop;
    await api.putOrder("duel");

    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => api.postEvent("duel", WAITING, { "if-match": '"1"' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  test("also guards a cancellation", async () => {
    const { api } = shop;
    await api.putOrder("guarded-cancel");
    const answer = await api.post(
      "/checkout/orchestrations/guarded-cancel/cancel",
      {},
      { "if-match": '"7"' },
    );
    expect(answer.status).toBe(412);
  });
});

test("is checked in this order: key, form, order, seen before, version, state", async () => {
  const { api, app } = shop;
  await api.putOrder("ordered");
  await api.postEvent("ordered", PAID, { "idempotency-key": "seen" });
  const stale = { "if-match": '"1"' };
  const ask = (orderId: string, event: object, headers: Record<string, string>, key = API_KEY) =>
    app.inject({
      method: "POST",
      url: `/api/v1/checkout/orchestrations/${orderId}/events`,
      headers: { "x-api-key": key, ...headers },
      payload: event,
    });
  const bad = { stage: "payment", status: "done" };

  const answers = [
    await ask("nowhere", bad, stale, "wrong"),
    await ask("nowhere", bad, stale),
    await ask("nowhere", PAID, stale),
    await ask("ordered", PAID, { ...stale, "idempotency-key": "seen" }),
    await ask("ordered", PAID, { ...stale, "idempotency-key": "unseen" }),
    await ask("ordered", PAID, { "if-match": '"2"' }),
  ];

  expect(answers.map((answer) => [answer.statusCode, answer.json().code])).toEqual([
    [401, "api_key_invalid"],
    [422, "validation_failed"],
    [404, "order_unknown"],
    [200, undefined],
    [412, "precondition_failed"],
    [409, "stage_already_completed"],
  ]);
});

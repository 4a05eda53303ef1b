import {
  connect,
  getOrchestration,
  postEvent,
  putOrder,
  streamOrchestration,
} from "@followthrough/core/client";
import { afterAll, expect, test } from "vitest";
import { API_KEY } from "../support/api.ts";
import { startTestApp } from "../support/app.ts";

const shop = await startTestApp();
const origin = await shop.app.listen({ host: "127.0.0.1", port: 0 });
afterAll(() => shop.close());
const client = connect(origin, API_KEY);
const total = { amount: 4_200, currency: "EUR" };
const order = { orderNumber: "1", memberId: null, total, items: [] };

test("the generated client reports an order and an event, and reads the order's state", async () => {
  const path = { orderId: "typed" };
  const placed = await putOrder({ client, path, body: order });
  expect(placed.response?.status).toBe(201);
  const headers = { "Idempotency-Key": "once" };
  const body = { stage: "payment", status: "completed" } as const;
  const event = await postEvent({ client, path, headers, body });
  expect(event.data).toMatchObject({ disposition: "applied", currentStage: "verification" });
  const { data } = await getOrchestration({ client, path });
  expect(data?.stages.map(({ status }) => status)).toEqual([
    "completed",
    "not_started",
    "not_started",
    "not_started",
  ]);
});

test("the generated client returns the problem of a refusal", async () => {
  const { data, error } = await getOrchestration({ client, path: { orderId: "nobody" } });
  expect(data).toBeUndefined();
  expect(error).toMatchObject({ code: "order_unknown", status: 404 });
});

test("the generated client follows an order's stream", async () => {
  const path = { orderId: "streamed" };
  await putOrder({ client, path, body: order });
  const { stream } = await streamOrchestration({ client, path });
  for await (const state of stream) {
    expect(state).toMatchObject({ orderId: "streamed", version: 1 });
    break;
  }
});

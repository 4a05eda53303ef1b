import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "../../src/http/app.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { deliverTo, signStripe, VERIFIERS } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

test("a provider's address without a secret is closed, and the others are open", async () => {
  const { context, links, hub } = shop;
  const app = await buildApp({
    context,
    links,
    hub,
    apiKey: API_KEY,
    metrics: createMetrics(
      async () => null,
      () => 0,
    ),
    readiness: async () => "ready",
    verifiers: { stripe: VERIFIERS.stripe },
    mailDomain: "shop.example",
    shopName: "Hearth & Oak",
    hasMailbox: false,
    version: "0.0.0",
    console: shop.sharedConsole,
  });
  for (const provider of ["shopify", "standard"] as const) {
    const answer = await deliverTo(app, provider, "{}", {});
    expect([answer.status, codeOf(answer)]).toEqual([404, "webhooks_closed"]);
  }
  expect((await deliverTo(app, "stripe", "{}", signStripe("{}"))).status).toBe(200);
  await app.close();
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { createMetrics } from "../../src/engine/http/metrics.ts";
import { buildApp } from "../../src/product/http/app.ts";
import { openVerifiersOf } from "../../src/providers/connectors/open-connectors.ts";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { deliverTo, SECRETS, signStripe } from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

test("a provider's endpoint is closed without a secret, and the others are open", async () => {
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
    verifiers: await openVerifiersOf({ stripe: SECRETS.stripe }),
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

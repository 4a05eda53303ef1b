import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InboxMessage, WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { HAS_FIXTURES, tellOfFixtures } from "../support/fixtures.ts";
import { outcomeLine, realPayloads } from "../support/real-payloads.ts";
import { deliverTo, signShopify, signStripe, translate } from "../support/webhooks.ts";

tellOfFixtures("webhooks-payloads.test.ts");
let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const PAGE = fileURLToPath(new URL("../../../../docs/providers.md", import.meta.url));
const payloads = HAS_FIXTURES ? realPayloads() : [];

/** A line of a Markdown table without its padding. */
const plain = (line: string) => line.replaceAll(/\s+/g, " ");

test.skipIf(!HAS_FIXTURES)("there are payloads of both providers, and each is another", () => {
  const of = (provider: string) => payloads.filter((payload) => payload.provider === provider);
  expect(of("stripe").length).toBeGreaterThan(30);
  expect(of("shopify")).toHaveLength(11);
  expect(new Set(payloads.map(({ name }) => name)).size).toBe(payloads.length);
});

test.skipIf(!HAS_FIXTURES).each(payloads)(
  "$provider's own $name is taken, and comes to what the page says",
  async (payload) => {
    const { provider, body } = payload;
    const sign = provider === "stripe" ? signStripe : signShopify;
    const answer = await deliverTo(
      shop.app,
      provider === "stripe" ? "stripe" : "shopify",
      body,
      sign(body),
    );
    expect(answer.status).toBe(200);
    const { inboxId } = WebhookReceipt.parse(answer.body);
    await shop.workInbox();

    const message = translate(provider, {
      eventId: "evt",
      body: Buffer.from(body),
      signedAt: null,
      receivedAt: 0,
    });
    const { state, reason } = InboxMessage.parse(
      (await shop.api.get(`/webhooks/inbox/${inboxId}`)).body,
    );
    if (message.kind === "report") expect(["applied", "parked"]).toContain(state);
    else expect([state, message]).toMatchObject(["ignored", { reason }]);
    const lines = readFileSync(PAGE, "utf8").split("\n").map(plain);
    expect(lines).toContain(plain(outcomeLine(payload, message)));
  },
);

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { PAID } from "../support/stripe-messages.ts";
import {
  deliverTo,
  SECRETS,
  signShopify,
  signStandard,
  signStripe,
  stripeEvent,
} from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
beforeEach(() => shop.sql("delete from webhook_inbox"));
afterAll(() => shop.close());

const MINUTE = 60;
const now = () => Math.floor(Date.now() / 1000);
const intent = (changes: object = {}) => ({
  id: "pi_1",
  object: "payment_intent",
  metadata: { order_id: "forged" },
  ...PAID,
  ...changes,
});
const BODY = stripeEvent("payment_intent.succeeded", intent(), { id: "evt_1" });
// As a provider may write it, but none of our serializers would.
const SPACED = BODY.replaceAll('":', '" : ');

async function kept(): Promise<number> {
  return (await shop.sql("select inbox_id from webhook_inbox")).length;
}

/** Expects that the webhook was refused and nothing of it was kept. */
async function expectRefused(answer: Awaited<ReturnType<typeof deliverTo>>): Promise<void> {
  expect([answer.status, codeOf(answer)]).toEqual([401, "webhook_signature_invalid"]);
  expect(await kept()).toBe(0);
}

const SIGNED = [
  ["stripe", signStripe],
  ["shopify", signShopify],
  ["standard", signStandard],
] as const;

describe.each(SIGNED)("a message to %s", (provider, sign) => {
  test("is accepted with the secret in use and with the previous one", async () => {
    for (const [at, secret] of SECRETS[provider].entries()) {
      const body = SPACED.replace("evt_1", `evt_secret_${at}`);
      const headers = sign(body, { secret, id: `msg_${at}` });
      expect((await deliverTo(shop.app, provider, body, headers)).status).toBe(200);
    }
    expect(await kept()).toBe(2);
  });

  test("with another account's secret is refused", async () => {
    const secret = provider === "standard" ? `whsec_${btoa("another account's")}` : "another's";
    await expectRefused(await deliverTo(shop.app, provider, BODY, sign(BODY, { secret })));
  });

  test("with one changed byte is refused", async () => {
    const changed = BODY.replace("forged", "Forged");
    await expectRefused(await deliverTo(shop.app, provider, changed, sign(BODY)));
  });

  test("signed over the same JSON in another spelling is refused", async () => {
    const headers = sign(JSON.stringify(JSON.parse(SPACED)));
    await expectRefused(await deliverTo(shop.app, provider, SPACED, headers));
  });

  test("without a signature, or with an empty one, is refused", async () => {
    await expectRefused(await deliverTo(shop.app, provider, BODY, {}));
    const empty = Object.fromEntries(Object.keys(sign(BODY)).map((name) => [name, ""]));
    await expectRefused(await deliverTo(shop.app, provider, BODY, empty));
  });

  test("with two signature headers is refused, even if one of them is right", async () => {
    const right = sign(BODY);
    const wrong = sign(`${BODY} `);
    for (const pair of [
      [right, wrong],
      [wrong, right],
      [right, right],
    ] as const) {
      const both = Object.fromEntries(
        Object.keys(right).map((name) => [name, pair.map((one) => String(one[name]))]),
      );
      await expectRefused(await deliverTo(shop.app, provider, BODY, both));
    }
  });

  test("of 5 MB is refused unread, and one of 1 MiB is accepted", async () => {
    const large = BODY.padEnd(5_000_000, " ");
    const answer = await deliverTo(shop.app, provider, large, sign(large));
    expect([answer.status, codeOf(answer)]).toEqual([413, "body_too_large"]);
    expect(await kept()).toBe(0);
    const fitting = BODY.padEnd(1024 * 1024, " ");
    expect((await deliverTo(shop.app, provider, fitting, sign(fitting))).status).toBe(200);
  });

  test("with bytes that are not UTF-8 does not pass for one that decodes to the same text", async () => {
    const body = BODY.replace("forged", "\ufffd");
    const bytes = Buffer.from(body).toString("latin1").replace("\u00ef\u00bf\u00bd", "\u00ff");
    const answer = await deliverTo(shop.app, provider, Buffer.from(bytes, "latin1"), sign(body));
    await expectRefused(answer);
  });

  test("with a NUL is accepted, kept as it came, and breaks nothing", async () => {
    const body = BODY.replace("forged", "a\\u0000b").replace("evt_1", "evt_\\u0000");
    const answer = await deliverTo(shop.app, provider, body, sign(body));
    expect(answer.status).toBe(200);
    await shop.workInbox();
    const [row] = await shop.sql("select body, state from webhook_inbox");
    expect(String(row?.body)).toBe(body);
    expect(row?.state).not.toBe("received");
  });

  test("with any media type is accepted by its bytes", async () => {
    for (const type of ["text/plain", "application/json; charset=utf-16", "application/x"]) {
      const headers = { ...sign(BODY), "content-type": type };
      expect((await deliverTo(shop.app, provider, BODY, headers)).status).toBe(200);
    }
    expect(await kept()).toBe(1);
  });
});

describe.each([
  ["stripe", signStripe],
  ["standard", signStandard],
] as const)("a message to %s", (provider, sign) => {
  test.each([
    ["10 minutes old", -10 * MINUTE],
    ["10 minutes ahead", 10 * MINUTE],
  ])("%s is refused", async (_name, offset) => {
    const headers = sign(BODY, { timestamp: now() + offset });
    await expectRefused(await deliverTo(shop.app, provider, BODY, headers));
  });

  test.each([-4 * MINUTE, 4 * MINUTE])("%d seconds away is accepted", async (offset) => {
    const headers = sign(BODY, { timestamp: now() + offset });
    expect((await deliverTo(shop.app, provider, BODY, headers)).status).toBe(200);
  });

  test("with a changed signed time is refused", async () => {
    const headers = sign(BODY, { timestamp: now() - 10 * MINUTE });
    const fresh = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        String(value).replace(String(now() - 10 * MINUTE), String(now())),
      ]),
    );
    await expectRefused(await deliverTo(shop.app, provider, BODY, fresh));
  });
});

describe("a captured message", () => {
  test("of Stripe is kept once, under its signed id", async () => {
    for (const timestamp of [now() - 60, now()]) {
      await deliverTo(shop.app, "stripe", BODY, signStripe(BODY, { timestamp }));
    }
    expect(await kept()).toBe(1);
  });

  test("of Stripe with another number of pending webhooks is the same event", async () => {
    for (const body of [BODY, BODY.replace('"pending_webhooks":1', '"pending_webhooks":2')]) {
      const answer = await deliverTo(shop.app, "stripe", body, signStripe(body));
      expect(answer.status).toBe(200);
    }
    const rows = await shop.sql("select account, event_id, deliveries from webhook_inbox");
    expect(rows).toEqual([{ account: "", event_id: "evt_1", deliveries: 2 }]);
  });

  test("of one of Stripe's connected accounts is a different event from the platform's", async () => {
    for (const body of [
      BODY,
      BODY.replace('"object":"event"', '"object":"event","account":"acct_2"'),
    ]) {
      await deliverTo(shop.app, "stripe", body, signStripe(body));
    }
    const rows = await shop.sql("select account from webhook_inbox order by account");
    expect(rows).toEqual([{ account: "" }, { account: "acct_2" }]);
  });

  test("of Shopify is kept once, whatever webhook id is in its unsigned headers", async () => {
    const body = JSON.stringify({ id: 1 });
    for (const id of ["first", "second"]) {
      const answer = await deliverTo(shop.app, "shopify", body, signShopify(body, { id }));
      expect(answer.status).toBe(200);
    }
    expect(await kept()).toBe(1);
  });

  test("of a backend is refused under another webhook id, which is signed", async () => {
    const headers = { ...signStandard(BODY, { id: "msg_1" }), "webhook-id": "msg_2" };
    await expectRefused(await deliverTo(shop.app, "standard", BODY, headers));
  });

  test("of Stripe with two times is refused, because either could be the signed one", async () => {
    const header = String(signStripe(BODY)["stripe-signature"]);
    const twice = { "stripe-signature": `t=${now() - 900},${header}` };
    await expectRefused(await deliverTo(shop.app, "stripe", BODY, twice));
  });

  test("of Stripe is refused if its time is no plain number, which two parsers may read as two", async () => {
    const tenth = Math.floor(now() / 10);
    const header = String(signStripe(BODY, { timestamp: tenth })["stripe-signature"]);
    for (const time of [`${tenth}e1`, `${tenth}0.5`, ` ${tenth}`, `+${tenth}`, `${tenth}x`, ""]) {
      const changed = header.replace(`t=${tenth}`, `t=${time}`);
      expect(changed).not.toBe(header);
      await expectRefused(
        await deliverTo(shop.app, "stripe", BODY, { "stripe-signature": changed }),
      );
    }
  });
});

test("an API key is not valid for webhooks, and a signature is not valid for the API", async () => {
  const headers = { "x-api-key": "ft_the-key-of-these-tests" };
  await expectRefused(await deliverTo(shop.app, "stripe", BODY, headers));
  const answer = await shop.app.inject({ url: "/api/v1/webhooks/inbox", headers: signStripe("") });
  expect(answer.statusCode).toBe(401);
});

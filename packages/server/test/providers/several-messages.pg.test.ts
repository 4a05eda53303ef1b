import { createHmac } from "node:crypto";
import { WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/product/config.ts";
import { askingOptions } from "../../src/product/processes/open-asking.ts";
import { askProviders } from "../../src/providers/checks/ask-providers.ts";
import { receiveWebhook } from "../../src/providers/inbox/receive-webhook.ts";
import type { NewMessage } from "../../src/providers/sql/inbox.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { deliverTo } from "../support/webhooks.ts";
import { ACME, acme } from "./acme/index.ts";

const SECRET = "the secret of acme";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, {
    providers: [{ connector: acme, secrets: [SECRET] }],
  });
  // The migration that a new provider brings.
  await shop.sql("alter table webhook_inbox drop constraint webhook_inbox_source_check");
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

interface AcmeEvent {
  readonly id: string;
  readonly type: string;
  readonly order: string;
  readonly charge: string;
}

const paid = (order: string, id = `evt_${order}`): AcmeEvent => ({
  id,
  type: "charge.paid",
  order,
  charge: `chg_${order}`,
});

/** Posts one signed webhook that holds these events. */
async function post(...events: readonly unknown[]): Promise<WebhookReceipt> {
  const body = JSON.stringify({ events });
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  const answer = await deliverTo(shop.app, ACME, body, { "acme-signature": signature });
  expect(answer.status).toBe(200);
  return WebhookReceipt.parse(answer.body);
}

/** The inbox's messages of these events, by their ids. */
async function inboxOf(...eventIds: readonly string[]) {
  const rows = await shop.sql(
    `select event_id, state, deliveries from webhook_inbox
    where source = 'acme' and event_id = any ($1) order by event_id`,
    [eventIds],
  );
  return rows.map(({ event_id, state, deliveries }) => `${event_id} ${state} ${deliveries}`);
}

/** The event ids of the provider's facts in an order's timeline. */
async function idsIn(orderId: string) {
  const { events } = await shop.api.read(orderId);
  return events
    .filter(({ source }) => source === ACME)
    .map(({ sourceEventId }) => sourceEventId)
    .toSorted();
}

describe("a webhook that holds several messages", () => {
  test("is kept message by message, and each is applied to its own order", async () => {
    for (const orderId of ["a1", "a2", "a3"]) await shop.api.putOrder(orderId);

    const { inboxId, repeated } = await post(paid("a1"), paid("a2"), paid("a3"));

    expect(repeated).toBe(false);
    const [first] = await shop.sql("select event_id from webhook_inbox where inbox_id = $1", [
      inboxId,
    ]);
    expect(first).toEqual({ event_id: "evt_a1" });
    expect(await shop.workInbox()).toBe(3);
    const all = await inboxOf("evt_a1", "evt_a2", "evt_a3");
    expect(all).toEqual(["evt_a1 applied 1", "evt_a2 applied 1", "evt_a3 applied 1"]);
    for (const orderId of ["a1", "a2", "a3"]) {
      expect(await idsIn(orderId)).toEqual([`evt_${orderId}`]);
      expect((await shop.api.read(orderId)).currentStage).toBe("verification");
    }
  });

  test("that comes again changes nothing, even eight times at once", async () => {
    await shop.api.putOrder("again");
    const events = [paid("again"), paid("again", "evt_again_2")];
    await post(...events);
    await shop.workInbox();

    const receipts = await Promise.all(Array.from({ length: 8 }, () => post(...events)));

    expect(receipts.every(({ repeated }) => repeated)).toBe(true);
    expect(await shop.workInbox()).toBe(0);
    const all = await inboxOf("evt_again", "evt_again_2");
    expect(all).toEqual(["evt_again applied 9", "evt_again_2 applied 9"]);
    expect(await idsIn("again")).toEqual(["evt_again", "evt_again_2"]);
  });

  test("brings the messages that did not come before", async () => {
    for (const orderId of ["b1", "b2"]) await shop.api.putOrder(orderId);
    await post(paid("b1"));

    const { repeated } = await post(paid("b1"), paid("b2"));

    expect(repeated).toBe(false);
    await shop.workInbox();
    expect(await inboxOf("evt_b1", "evt_b2")).toEqual(["evt_b1 applied 2", "evt_b2 applied 1"]);
  });

  test("keeps a message once that it holds twice", async () => {
    await shop.api.putOrder("twice");

    expect(await post(paid("twice"), paid("twice"))).toMatchObject({ repeated: false });

    await shop.workInbox();
    expect(await inboxOf("evt_twice")).toEqual(["evt_twice applied 2"]);
    expect(await idsIn("twice")).toEqual(["evt_twice"]);
  });

  test("has its good message applied beside an unreadable and an ignored one", async () => {
    await shop.api.putOrder("mixed");
    const seen = { ...paid("mixed", "evt_seen"), type: "charge.seen" };

    await post({ no: "event" }, seen, paid("mixed"));

    expect(await shop.workInbox()).toBe(3);
    expect(await inboxOf("evt_seen", "evt_mixed")).toEqual([
      "evt_mixed applied 1",
      "evt_seen ignored 1",
    ]);
    const dead = await shop.sql("select reason from webhook_inbox where state = 'dead'");
    expect(dead).toEqual([{ reason: "It is no event" }]);
  });

  test("fails if one of them can't be kept; sent again, it brings that one", async () => {
    let isDown = true;
    const context = {
      ...shop.context,
      intake: async (message: NewMessage) => {
        if (isDown && message.eventId === "evt_lost") throw new Error("The database is down");
        return shop.context.intake(message);
      },
    };
    const bodyOf = (eventId: string) => ({ eventId, body: Buffer.from(`{"id":"${eventId}"}`) });
    const receive = () =>
      receiveWebhook(context, ACME, { account: "", signedAt: null }, [
        bodyOf("evt_safe"),
        bodyOf("evt_lost"),
      ]);

    await expect(receive()).rejects.toThrow("The database is down");
    isDown = false;
    expect(await receive()).toMatchObject({ repeated: false });

    const all = await inboxOf("evt_safe", "evt_lost");
    expect(all).toEqual(["evt_lost received 1", "evt_safe received 2"]);
  });

  test("is refused as a whole when it is not signed, and nothing of it is kept", async () => {
    const body = JSON.stringify({ events: [paid("forged")] });
    const answer = await deliverTo(shop.app, ACME, body, { "acme-signature": "00" });
    expect([answer.status, codeOf(answer)]).toEqual([401, "webhook_signature_invalid"]);
    expect(await inboxOf("evt_forged")).toEqual([]);
  });
});

test("an added provider has an endpoint in the API's document", () => {
  const { paths = {} } = shop.app.swagger();
  expect(paths[`/api/v1/webhooks/${ACME}`]).toMatchObject({
    post: {
      operationId: "receiveAcmeWebhook",
      summary: "Take a message of Acme",
      description: expect.stringContaining(
        "Proved by `Acme-Signature` and one of `ACME_WEBHOOK_SECRETS`",
      ),
    },
  });
});

test("an added provider is asked as its own folder says", async () => {
  const placedAt = "2026-01-01T00:00:00Z";
  await shop.api.putOrder("asked", { placedAt });
  await post({ ...paid("asked"), type: "charge.open" });
  await shop.workInbox();
  await shop.sweep();
  const off = new AbortController();
  const { signal } = off;
  const config = readConfig({ ACME_API_KEY: "the key of acme" }, [acme]);
  const options = await askingOptions(config, shop.connectionString, signal);
  if (options === null) throw new Error("A key gives access");

  expect(await askProviders(shop.context, { ...options.asking, signal })).toBe(1);

  const { currentStage, events } = await shop.api.read("asked");
  expect(currentStage).toBe("verification");
  expect(events.at(-1)).toMatchObject({ source: ACME, note: "Paid, as the provider answers" });
});

import { InboxMessage, InboxPage, WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMetrics } from "../../src/engine/http/metrics.ts";
import { closeBoss, openBoss } from "../../src/platform/jobs/open-boss.ts";
import { listen } from "../../src/platform/postgres/channels.ts";
import { openPool } from "../../src/platform/postgres/database.ts";
import { buildApp } from "../../src/product/http/app.ts";
import { startInboxQueue } from "../../src/providers/inbox/inbox-queue.ts";
import type { Translators } from "../../src/providers/inbox/process-inbox.ts";
import { replayInboxState } from "../../src/providers/inbox/replay-inbox.ts";
import { createMessageIntake } from "../../src/providers/inbox/webhook-intake.ts";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openBreakingProxy } from "../support/breaking-proxy.ts";
import { PAID } from "../support/stripe-messages.ts";
import {
  deliverTo,
  signStripe,
  stripeEvent,
  TRANSLATORS,
  translate,
  VERIFIERS,
} from "../support/webhooks.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const SOON = { timeout: 20_000, interval: 50 };

function paid(orderId: string): string {
  const metadata = { order_id: orderId };
  const object = { id: `pi_${orderId}`, object: "payment_intent", metadata, ...PAID };
  return stripeEvent("payment_intent.succeeded", object, { id: `evt_${orderId}` });
}

async function deliver(orderId: string, app = shop.app): Promise<string> {
  const body = paid(orderId);
  const answer = await deliverTo(app, "stripe", body, signStripe(body));
  expect(answer.status).toBe(200);
  return WebhookReceipt.parse(answer.body).inboxId;
}

async function messageOf(inboxId: string): Promise<InboxMessage> {
  return InboxMessage.parse((await shop.api.get(`/webhooks/inbox/${inboxId}`)).body);
}

const stateOf = async (inboxId: string) => (await messageOf(inboxId)).state;

/** Does `work` while a worker's queue runs. */
async function withQueue(
  work: () => Promise<void>,
  translators: Translators = TRANSLATORS,
): Promise<void> {
  const { context, connectionString } = shop;
  const listening = new AbortController();
  const options = { connectionString, log: context.log, max: 4, keepsSchedule: false };
  const boss = await openBoss(options);
  const queue = await startInboxQueue(boss, {
    context,
    translators,
    onInboxWaiting: (wake) =>
      listen(connectionString, "inbox_waiting", wake, wake, listening.signal),
    retry: { limit: 1, delaySeconds: 0 },
  });
  try {
    await work();
  } finally {
    listening.abort();
    await queue.stop();
    await closeBoss(boss);
  }
}

describe("the inbox's queue", () => {
  test("works on messages that were kept before it started or while it runs", async () => {
    await shop.api.putOrder("before");
    await shop.api.putOrder("meanwhile");
    const first = await deliver("before");
    await withQueue(async () => {
      const second = await deliver("meanwhile");
      await expect.poll(() => stateOf(first), SOON).toBe("applied");
      await expect.poll(() => stateOf(second), SOON).toBe("applied");
    });
    expect((await shop.api.read("before")).currentStage).toBe("verification");
  });

  test("retries a message, marks it as dead with its reason, and delays no other", async () => {
    await shop.api.putOrder("healthy");
    let attempts = 0;
    const broken: Translators = {
      ...TRANSLATORS,
      stripe: (message) => {
        if (!String(message.body).includes("broken")) return translate("stripe", message);
        attempts += 1;
        throw new Error("The table is broken");
      },
    };
    const bad = await deliver("broken");
    const good = await deliver("healthy");
    await withQueue(async () => {
      await expect.poll(() => stateOf(good), SOON).toBe("applied");
      await expect.poll(() => stateOf(bad), SOON).toBe("dead");
    }, broken);

    expect(attempts).toBe(2);
    expect((await messageOf(bad)).reason).toContain("The table is broken");
    const metrics = await shop.app.inject("/metrics");
    expect(metrics.payload).toContain('followthrough_dead_letters{queue="webhook_inbox_dead"} 1');
  });

  test("reprocesses a dead message by the API", async () => {
    await shop.api.putOrder("broken");
    const { body } = await shop.api.get("/webhooks/inbox?state=dead");
    const [dead] = InboxPage.parse(body).items;
    const replayed = await shop.api.post(`/webhooks/inbox/${dead?.inboxId}/replay`);
    expect(replayed.body).toMatchObject({ state: "received", reason: null });

    await withQueue(async () => {
      await expect.poll(() => stateOf(dead?.inboxId ?? ""), SOON).toBe("applied");
    });

    expect((await shop.api.read("broken")).version).toBe(2);
  });

  test("applies a message once even if an applied message is reprocessed", async () => {
    expect(await replayInboxState(shop.context, "applied")).toBeGreaterThan(2);
    const before = (await shop.api.read("broken")).version;
    await withQueue(async () => {
      const query = "/webhooks/inbox?state=received";
      await expect
        .poll(async () => InboxPage.parse((await shop.api.get(query)).body).items.length, SOON)
        .toBe(0);
    });
    expect((await shop.api.read("broken")).version).toBe(before);
  });

  test("gives a message that a process took and lost to another process", async () => {
    await shop.api.putOrder("lost");
    const inboxId = await deliver("lost");
    // As if the process was killed after it applied the message and before it wrote the outcome.
    await shop.workInbox();
    await shop.sql(
      "update webhook_inbox set state = 'received', settled_at = null, job = 'due' where inbox_id = $1",
      [inboxId],
    );
    await withQueue(async () => {
      await expect.poll(() => stateOf(inboxId), SOON).toBe("applied");
    });
    expect((await shop.api.read("lost")).version).toBe(2);
  });
});

describe("a webhook while the database is down", () => {
  test("is answered with 503, and is kept when it comes again", async () => {
    await shop.api.putOrder("unlucky");
    const proxy = await openBreakingProxy(shop.connectionString);
    const pool = openPool(proxy.connectionString, 2);
    const app = await buildApp({
      context: { ...shop.context, pool, intake: createMessageIntake(pool) },
      links: shop.links,
      hub: shop.hub,
      apiKey: API_KEY,
      metrics: createMetrics(
        async () => null,
        () => 0,
      ),
      readiness: async () => "ready",
      verifiers: VERIFIERS,
      mailDomain: "shop.example",
      shopName: "Hearth & Oak",
      hasMailbox: false,
      version: "0.0.0",
      console: shop.sharedConsole,
    });
    try {
      const body = paid("unlucky");
      proxy.setDown(true);
      const refused = await deliverTo(app, "stripe", body, signStripe(body));
      expect([refused.status, codeOf(refused)]).toEqual([503, "database_unavailable"]);
      expect(refused.headers["retry-after"]).toBe("2");

      proxy.setDown(false);
      await deliver("unlucky", app);
    } finally {
      await app.close();
      await pool.end();
      await proxy.close();
    }
    await shop.workInbox();
    expect((await shop.api.read("unlucky")).version).toBe(2);
  });

  test("is kept once when the answer to its commit is lost and the provider sends it again", async () => {
    await shop.api.putOrder("answer-lost");
    const proxy = await openBreakingProxy(shop.connectionString);
    const pool = openPool(proxy.connectionString, 1);
    const body = paid("answer-lost");
    const { receiveWebhook } = await import("../../src/providers/inbox/receive-webhook.ts");
    const message = { eventId: "evt_answer-lost", body: Buffer.from(body) };
    const receive = () =>
      receiveWebhook(context, "stripe", { account: "", signedAt: null }, [message]);
    const context = { ...shop.context, intake: createMessageIntake(pool) };
    proxy.breakAfter("store_messages");
    const first = await receive();
    const again = await receive();
    expect(again).toEqual({ inboxId: first.inboxId, repeated: true });
    const like = ["evt_answer-lost"];
    expect(await shop.sql("select * from webhook_inbox where event_id = $1", like)).toHaveLength(1);
    await pool.end();
    await proxy.close();
  });
});

describe("operators see", () => {
  test("messages by provider, state and order, newest first, page by page", async () => {
    const list = async (query: string) =>
      InboxPage.parse((await shop.api.get(`/webhooks/inbox?${query}`)).body);
    const all = await list("limit=200");
    const first = await list("limit=2");
    const second = await list(`limit=2&after=${first.nextCursor}`);
    const ids = [...first.items, ...second.items].map(({ inboxId }) => inboxId);
    expect(ids).toEqual(all.items.slice(0, 4).map(({ inboxId }) => inboxId));
    expect((await list("provider=shopify")).items).toEqual([]);
    expect((await list("orderId=unlucky&state=applied")).items).toHaveLength(1);
    expect((await list("state=ignored")).items).toEqual([]);
  });

  test("404 for a message that is not there", async () => {
    const id = "00000000-0000-4000-8000-000000000009";
    expect(codeOf(await shop.api.get(`/webhooks/inbox/${id}`))).toBe("message_unknown");
    expect(codeOf(await shop.api.post(`/webhooks/inbox/${id}/replay`))).toBe("message_unknown");
  });

  test("an entry from the API as such, even if it claims to be from a message", async () => {
    await shop.api.putOrder("claimed");
    const payload = { inboxId: "00000000-0000-4000-8000-000000000009" };
    await shop.api.postEvent("claimed", { stage: "payment", status: "waiting", payload });
    const { events } = await shop.api.read("claimed");
    expect(events.at(-1)).toMatchObject({ actor: "api", inboxId: null });
  });
});

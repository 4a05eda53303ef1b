import { InboxPage } from "@followthrough/core/contract";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { main } from "../../src/product/main.ts";
import { redactOldWebhooks } from "../../src/providers/inbox/redact-old-webhooks.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { PAID } from "../support/stripe-messages.ts";
import { deliverTo, signStripe, stripeEvent } from "../support/webhooks.ts";

const DAY_MS = 24 * 60 * 60_000;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Stores a message that arrived this many days ago. @returns its id */
async function arrive(orderId: string, days: number): Promise<string> {
  const id = `evt_${orderId}`;
  const object = { id: `pi_${orderId}`, object: "payment_intent", metadata: { order_id: orderId } };
  const body = stripeEvent("payment_intent.succeeded", { ...object, ...PAID }, { id });
  expect((await deliverTo(shop.app, "stripe", body, signStripe(body))).status).toBe(200);
  await shop.workInbox();
  const [row] = await shop.sql(
    `update webhook_inbox set received_at = now() - $2 * interval '1 day' where event_id = $1
    returning inbox_id`,
    [id, days],
  );
  return String(row?.inbox_id);
}

async function read(orderId: string) {
  const { body } = await shop.api.get(`/webhooks/inbox?orderId=${orderId}`);
  return InboxPage.parse(body).items;
}

/** Runs the command as a user types it. @returns what it printed */
async function followthrough(...args: string[]): Promise<string> {
  vi.stubEnv("DATABASE_URL", shop.connectionString);
  vi.stubEnv("CHECKOUT_API_KEY", "a-key-for-this-test");
  vi.stubEnv("LINK_SECRET", "a-secret-for-this-test-of-32-characters");
  vi.stubEnv("LOG_LEVEL", "silent");
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  await main(["node", "followthrough", ...args]);
  return printed.join("");
}

test("an old message loses its body but stays known, and has no second effect", async () => {
  await shop.api.putOrder("old");
  await shop.api.putOrder("young");
  const inboxId = await arrive("old", 91);
  await arrive("young", 89);
  await arrive("unknown", 91);

  await redactOldWebhooks(shop.context, 90 * DAY_MS);

  expect(await read("old")).toMatchObject([{ state: "applied", size: 0 }]);
  const whole = await shop.sql("select order_id from webhook_inbox where body <> '' order by 1");
  expect(whole.map((row) => row.order_id)).toEqual(["unknown", "young"]);
  expect(codeOf(await shop.api.post(`/webhooks/inbox/${inboxId}/replay`, {}))).toBe(
    "message_emptied",
  );
  const { version } = await shop.api.read("old");
  await arrive("old", 91);
  expect(await read("old")).toMatchObject([{ state: "applied", deliveries: 2 }]);
  expect((await shop.api.read("old")).version).toBe(version);
});

test("`followthrough inbox replay` reprocesses a message, and says which ones it can't", async () => {
  await shop.api.putOrder("again");
  const inboxId = await arrive("again", 1);

  const printed = await followthrough("inbox", "replay", inboxId, "not-an-id");

  expect(printed).toBe("not-an-id is not a message's id.\n1 message will be reprocessed\n");
  expect(process.exitCode).toBe(1);
  expect(await read("again")).toMatchObject([{ state: "received" }]);
  await shop.workInbox();
  expect(await read("again")).toMatchObject([{ state: "applied" }]);
  expect((await shop.api.read("again")).version).toBe(2);
});

test("`followthrough inbox replay --state` reprocesses all messages in a state", async () => {
  await shop.sql("update webhook_inbox set state = 'dead' where order_id = 'again'");

  expect(await followthrough("inbox", "replay", "--state", "dead")).toBe(
    "1 message will be reprocessed\n",
  );
  expect(process.exitCode).toBeUndefined();
  await shop.workInbox();
  expect(await read("again")).toMatchObject([{ state: "applied" }]);
});

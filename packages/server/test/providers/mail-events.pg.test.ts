import { InboxPage, WebhookReceipt } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postmark } from "../../src/providers/connectors/postmark/index.ts";
import { resend } from "../../src/providers/connectors/resend/index.ts";
import { sendgrid } from "../../src/providers/connectors/sendgrid/index.ts";
import { ses } from "../../src/providers/connectors/ses/index.ts";
import { createSnsVerifier } from "../../src/providers/connectors/ses/verify.ts";
import { emptyOldMessages } from "../../src/providers/sql/inbox.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  basicAuth,
  fakeSns,
  makeEventKey,
  sesNotification,
  signEvents,
  signSvix,
  TOPIC,
} from "../support/mail-services.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";
import { deliverTo } from "../support/webhooks.ts";

const SVIX = `whsec_${Buffer.from("the secret of these tests").toString("base64")}`;
const PASSWORD = "the password of these tests";
const KEY = makeEventKey();
const SNS = fakeSns();

let shop: TestApp;
beforeAll(async () => {
  const overSns = {
    ...ses,
    verify: async (topics: readonly string[]) => createSnsVerifier(topics, SNS.get),
  };
  shop = await startTestApp(undefined, undefined, {
    providers: [
      { connector: resend, secrets: [SVIX] },
      { connector: overSns, secrets: [TOPIC] },
      { connector: postmark, secrets: [PASSWORD] },
      { connector: sendgrid, secrets: [KEY.publicKey] },
    ],
  });
});
afterAll(() => shop.close());

const addressOf = (member: string) => `${member}@shoppers.example`;

/** Posts a signed webhook, and works on what it brought. */
async function post(
  provider: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await deliverTo(shop.app, provider, body, headers);
  expect(answer.status).toBe(200);
  await shop.workInbox();
  return WebhookReceipt.parse(answer.body);
}

/** How each mail service says that mail to this address has bounced. */
const BOUNCES = {
  resend: (address: string, messageId?: string, id = `msg_${address}`) => {
    const headers = messageId === undefined ? [] : [{ name: "Message-ID", value: messageId }];
    const data = { to: [`Ada <${address}>`], bounce: { type: "Permanent" }, headers };
    const body = JSON.stringify({ type: "email.bounced", data });
    return post("resend", body, signSvix(body, SVIX, { id }));
  },
  ses: (address: string, messageId = "<none@shop.example>", id = `sns-${address}`) => {
    const bounce = { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: address }] };
    const headers = [{ name: "Message-ID", value: messageId }];
    const Message = sesNotification({ eventType: "Bounce", bounce }, headers);
    return post("ses", SNS.post("Notification", { Message, MessageId: id }));
  },
  postmark: (address: string, _messageId?: string, id = address) => {
    const ID = id.length * 1000 + id.charCodeAt(0);
    const body = JSON.stringify({ RecordType: "Bounce", ID, Type: "HardBounce", Email: address });
    return post("postmark", body, basicAuth(PASSWORD));
  },
  sendgrid: (address: string, messageId?: string, id = `sg-${address}`) => {
    const event = { event: "bounce", type: "bounce", email: address, sg_event_id: id };
    const body = JSON.stringify([{ ...event, "smtp-id": messageId }]);
    return post("sendgrid", body, signEvents(body, KEY));
  },
} as const;

const SERVICES = Object.entries(BOUNCES);

/** Lower-case letters and digits, so that each service has members of its own. */
async function written(orderId: string, changes: Readonly<Record<string, unknown>> = {}) {
  await shop.api.putMember(orderId);
  await putPrompted(shop, orderId, { memberId: orderId, ...changes });
  await shop.deliver();
  return (await promptOf(shop, orderId)).messageId;
}

const suppressed = async (address: string) =>
  (await shop.sql("select reason from address_suppressions where address = $1", [address])).map(
    ({ reason }) => reason,
  );

async function inbox(query: string) {
  return InboxPage.parse((await shop.api.get(`/webhooks/inbox?${query}`)).body).items;
}

describe.each(SERVICES)("a bounce that %s reports", (provider, bounce) => {
  test("stops mail to the address, and the order is decided again at once", async () => {
    const member = `${provider}-bounced`;
    const messageId = await written(member);

    expect(await bounce(addressOf(member), messageId)).toMatchObject({ repeated: false });

    expect(await suppressed(addressOf(member))).toEqual(["bounced"]);
    const before = await shop.api.read(member);
    expect(before.events.at(-1)).toMatchObject({
      kind: "reconsidered",
      actor: "webhook",
      note: "Mail to the address bounced",
    });
    await shop.sweep();
    expect((await shop.api.read(member)).events.at(-1)?.payload).toMatchObject({
      decision: "suppress",
      reason: "address_bounced",
    });
    const [message] = await inbox(`provider=${provider}`);
    expect(message).toMatchObject({
      state: "applied",
      mailboxes: [addressOf(member)],
      // Postmark replaces the Message-ID.
      orderId: provider === "postmark" ? null : member,
      reason: "Mail to this address bounces, so it gets no more",
    });
  });

  test("changes nothing when it comes again, or is reprocessed", async () => {
    const member = `${provider}-again`;
    const messageId = await written(member);
    const { inboxId } = await bounce(addressOf(member), messageId);
    await shop.sweep();
    const { version } = await shop.api.read(member);

    expect(await bounce(addressOf(member), messageId)).toEqual({ inboxId, repeated: true });
    await shop.api.post(`/webhooks/inbox/${inboxId}/replay`, undefined);
    await shop.workInbox();

    expect((await shop.api.read(member)).version).toBe(version);
    expect((await inbox(`provider=${provider}`))[0]).toMatchObject({
      state: "applied",
      deliveries: 2,
    });
  });
});

describe("news about a mailbox", () => {
  test("reaches every open order that waits for it, and no other", async () => {
    const address = addressOf("several");
    await written("several");
    await putPrompted(shop, "several-guest", { memberId: null, email: address.toUpperCase() });
    await shop.deliver();
    await putPrompted(shop, "several-paid", { memberId: "several" });
    await shop.deliver();
    await shop.api.postEvent("several-paid", { stage: "payment", status: "completed" });
    await shop.api.putOrder("several-new", {
      memberId: "several",
      placedAt: new Date().toISOString(),
    });
    const versions = async () =>
      Object.fromEntries(
        await Promise.all(
          ["several", "several-guest", "several-paid", "several-new"].map(
            async (orderId) => [orderId, (await shop.api.read(orderId)).version] as const,
          ),
        ),
      );
    const before = await versions();

    await BOUNCES.sendgrid(address);

    const after = await versions();
    expect(after).toEqual({
      ...before,
      several: (before.several ?? 0) + 1,
      "several-guest": (before["several-guest"] ?? 0) + 1,
    });
  });

  test("of a former address changes no order", async () => {
    await written("moved");
    await shop.api.putMember("moved", { email: "moved-on@shoppers.example" });
    const { version } = await shop.api.read("moved");
    await BOUNCES.sendgrid(addressOf("moved"));
    expect(await suppressed(addressOf("moved"))).toEqual(["bounced"]);
    expect((await shop.api.read("moved")).version).toBe(version);
  });

  test("of an address that the order's mail does not go to changes nothing", async () => {
    await written("two-addresses", { email: "typed@shoppers.example" });
    const { recipient } = await promptOf(shop, "two-addresses");
    const both = ["typed@shoppers.example", addressOf("two-addresses")];
    const [other = ""] = both.filter((address) => address !== recipient);
    await shop.sql("update prompts set recipient = $1 where order_id = 'two-addresses'", [other]);
    const { version } = await shop.api.read("two-addresses");
    await BOUNCES.sendgrid(other);
    expect((await shop.api.read("two-addresses")).version).toBe(version);
  });

  test("leaves a paused order paused", async () => {
    await written("paused");
    await shop.sql(
      "update orchestrations set paused_until = now() + interval '1 day' where order_id = 'paused'",
    );
    const { pausedUntil } = await shop.api.read("paused");
    await BOUNCES.sendgrid(addressOf("paused"));
    await shop.sweep();
    const { events, ...after } = await shop.api.read("paused");
    expect(after.pausedUntil).toBe(pausedUntil);
    expect(events.at(-1)?.kind).toBe("reconsidered");
  });

  test("comes several in one webhook, each with its own effect", async () => {
    const events = [
      { event: "spamreport", email: addressOf("batch-1"), sg_event_id: "batch-1" },
      { event: "deferred", email: addressOf("batch-2"), sg_event_id: "batch-2" },
      {
        event: "dropped",
        reason: "Unsubscribed Address",
        email: addressOf("batch-3"),
        sg_event_id: "batch-3",
      },
      { no: "event" },
    ];
    const body = JSON.stringify(events);
    await post("sendgrid", body, signEvents(body, KEY));
    const rows = await shop.sql(
      `select event_type || ' ' || state as what from webhook_inbox
      where event_id like 'batch-%' order by 1`,
    );
    expect(rows.map(({ what }) => what)).toEqual([
      "deferred ignored",
      "dropped applied",
      "spamreport applied",
    ]);
    expect(await suppressed(addressOf("batch-1"))).toHaveLength(1);
    expect(await suppressed(addressOf("batch-2"))).toEqual([]);
    expect(await suppressed(addressOf("batch-3"))).toEqual(["unsubscribed"]);
    expect((await inbox("provider=sendgrid&state=dead"))[0]).toMatchObject({
      reason: "It is no event of SendGrid",
      mailboxes: [],
    });
  });

  test("that can't be read is kept and says so", async () => {
    const body = "{}";
    await post("resend", body, signSvix(body, SVIX, { id: "msg_empty" }));
    expect((await inbox("provider=resend&state=dead"))[0]).toMatchObject({ eventId: "msg_empty" });
  });

  test("is refused when it is not signed, and nothing is kept", async () => {
    const body = JSON.stringify([{ event: "bounce", type: "bounce", email: "forged@example.com" }]);
    for (const provider of ["resend", "ses", "postmark", "sendgrid"]) {
      expect((await deliverTo(shop.app, provider, body, {})).status).toBe(401);
    }
    const kept = await shop.sql("select from webhook_inbox where convert_from(body, 'utf8') = $1", [
      body,
    ]);
    expect(kept).toEqual([]);
    expect(await suppressed("forged@example.com")).toEqual([]);
  });
});

describe("the address in a kept message", () => {
  test("is deleted with its body", async () => {
    const { inboxId } = await BOUNCES.resend(addressOf("old"));
    await shop.sql(
      "update webhook_inbox set received_at = now() - interval '2 days' where inbox_id = $1",
      [inboxId],
    );
    await emptyOldMessages(shop.context.pool, 24 * 60 * 60_000);
    const [row] = await shop.sql(
      "select length(body) as size, mailboxes from webhook_inbox where inbox_id = $1",
      [inboxId],
    );
    expect(row).toEqual({ size: 0, mailboxes: null });
  });
});

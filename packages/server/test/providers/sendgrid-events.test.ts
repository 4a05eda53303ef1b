import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import { sendgrid } from "../../src/providers/connectors/sendgrid/index.ts";
import { translateSendgrid } from "../../src/providers/connectors/sendgrid/translate.ts";
import { makeEventKey, signEvents } from "../support/mail-services.ts";

const NOW = Date.now();
const SECONDS = Math.floor(NOW / 1000);
const HOUR = 60 * 60;
const [KEY, BEFORE, ANOTHER] = [makeEventKey(), makeEventKey(), makeEventKey()];

const event = (type: string, changes: object = {}) => ({
  email: "ada@example.com",
  timestamp: SECONDS,
  "smtp-id": "<a1@shop.example>",
  event: type,
  sg_event_id: `event-of-${type}`,
  sg_message_id: "14c5d75ce93.dfd.64b469.filter0001",
  ...changes,
});

const BODY = JSON.stringify([event("bounce", { type: "bounce" }), event("delivered")]);

async function verify(headers: Readonly<Record<string, string>>, body = BODY) {
  const verifier = await sendgrid.verify([KEY.publicKey, BEFORE.publicKey]);
  const sent = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return verifier.verify({ headers: Object.fromEntries(sent), body: Buffer.from(body) }, NOW);
}

const say = (body: string) =>
  translateSendgrid({ eventId: "", body: Buffer.from(body), signedAt: null, receivedAt: NOW });

describe("a webhook of SendGrid", () => {
  test.each([
    ["in use", KEY],
    ["before", BEFORE],
  ])("is known by a signature with the key %s", async (_which, key) => {
    expect(await verify(signEvents(BODY, key, SECONDS))).toEqual({
      account: "",
      eventId: expect.stringMatching(/^sha256:/),
      signedAt: SECONDS * 1000,
    });
  });

  test("that is tried again for a day is still accepted", async () => {
    expect(await verify(signEvents(BODY, KEY, SECONDS - 24 * HOUR))).not.toBeNull();
  });

  test.each([
    ["another's key", signEvents(BODY, ANOTHER, SECONDS)],
    ["another body", signEvents(BODY.replace("ada", "eve"), KEY, SECONDS)],
    ["an old timestamp", signEvents(BODY, KEY, SECONDS - 26 * HOUR)],
    ["a timestamp in the future", signEvents(BODY, KEY, SECONDS + 400)],
    [
      "another timestamp than was signed",
      {
        ...signEvents(BODY, KEY, SECONDS),
        "x-twilio-email-event-webhook-timestamp": `${SECONDS - 1}`,
      },
    ],
    [
      "a signature that is none",
      { ...signEvents(BODY, KEY, SECONDS), "x-twilio-email-event-webhook-signature": "AAAA" },
    ],
    ["no signature", {}],
  ])("is refused with %s", async (_what, headers) => {
    expect(await verify(headers)).toBeNull();
  });

  test("needs public keys as SendGrid shows them", () => {
    const name = "SENDGRID_WEBHOOK_PUBLIC_KEYS";
    expect(() => readConfig({ [name]: "a-secret-of-somebody" })).toThrow(ConfigError);
    expect(readConfig({ [name]: ` ${KEY.publicKey} ` }).webhookSecrets).toMatchObject({
      sendgrid: [KEY.publicKey],
    });
  });
});

describe("the events of one webhook of SendGrid", () => {
  const idsOf = (body: string) =>
    sendgrid
      .messages({ account: "", eventId: "whole", signedAt: null }, Buffer.from(body))
      .map(({ eventId }) => eventId);

  test("are messages with ids of their own", () => {
    expect(idsOf(BODY)).toEqual(["event-of-bounce", "event-of-delivered"]);
  });

  test("without an id are known by what they say", () => {
    const one = event("dropped", { sg_event_id: undefined });
    const [first, second] = idsOf(JSON.stringify([one, { ...one, email: "eve@example.com" }]));
    expect(first).toMatch(/^sha256:/);
    expect(second).not.toBe(first);
  });

  test.each(["[]", "no json", "{}"])("that are %j are one message, which can't be read", (body) => {
    expect(idsOf(body)).toEqual(["whole"]);
    expect(say(body)).toMatchObject({ kind: "unreadable" });
  });
});

describe("an event of SendGrid", () => {
  test.each([
    ["bounce", { type: "bounce", status: "5.1.1" }, "bounced"],
    ["dropped", { reason: "Bounced Address" }, "bounced"],
    ["dropped", { reason: "Invalid" }, "bounced"],
    ["dropped", { reason: "Spam Reporting Address" }, "complained"],
    ["dropped", { reason: "unsubscribed address" }, "unsubscribed"],
    ["spamreport", {}, "complained"],
    ["unsubscribe", {}, "unsubscribed"],
  ])("%s with %j stops mail: %s", (type, changes, news) => {
    expect(say(JSON.stringify(event(type, changes)))).toEqual({
      kind: "mailbox",
      type,
      news,
      addresses: ["ada@example.com"],
      messageId: "<a1@shop.example>",
    });
  });

  test.each([
    ["bounce", { type: "blocked", reason: "550 blocked" }],
    ["bounce", {}],
    ["dropped", { reason: "Spam Content (if Spam Checker app enabled)" }],
    ["dropped", { reason: "Recipient List over Package Quota" }],
    ["group_unsubscribe", { asm_group_id: 7 }],
    ["group_resubscribe", { asm_group_id: 7 }],
    ["processed", {}],
    ["deferred", { response: "400 try again later" }],
    ["delivered", {}],
    ["open", {}],
    ["click", {}],
    ["something_new", {}],
  ])("%s with %j stops nothing, and says why", (type, changes) => {
    expect(say(JSON.stringify(event(type, changes)))).toMatchObject({
      kind: "ignored",
      type,
      reason: expect.stringMatching(/^[A-Z].{15,}/),
    });
  });

  test("without an address can't be read", () => {
    for (const email of ["not an email address", "", null, undefined]) {
      expect(say(JSON.stringify(event("spamreport", { email })))).toMatchObject({
        kind: "unreadable",
      });
    }
  });
});

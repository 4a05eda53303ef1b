import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import { resend } from "../../src/providers/connectors/resend/index.ts";
import { RESEND_TABLE } from "../../src/providers/connectors/resend/table.ts";
import { translateResend } from "../../src/providers/connectors/resend/translate.ts";
import { signSvix } from "../support/mail-services.ts";

const NOW = Date.now();
const SECRETS = ["the secret in use", "the secret before"].map(
  (text) => `whsec_${Buffer.from(`${text}, 24 bytes long`).toString("base64")}`,
);
const [SECRET = "", BEFORE = ""] = SECRETS;

const event = (type: string, data: object) =>
  JSON.stringify({
    type,
    created_at: "2026-03-01T10:00:00.000Z",
    data: {
      email_id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c",
      from: "Hearth & Oak <orders@shop.example>",
      to: ["Ada Byrne <Ada@Example.com>"],
      subject: "Your order 1042",
      ...data,
    },
  });

const BODY = event("email.bounced", { bounce: { type: "Permanent", subType: "General" } });

async function verify(headers: Readonly<Record<string, string>>, body = BODY) {
  const verifier = await resend.verify(SECRETS);
  const sent = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return verifier.verify({ headers: Object.fromEntries(sent), body: Buffer.from(body) }, NOW);
}

const say = (body: string) =>
  translateResend({ eventId: "msg_1", body: Buffer.from(body), signedAt: null, receivedAt: NOW });

describe("a webhook of Resend", () => {
  test.each([SECRET, BEFORE])(
    "is known by its Svix headers and one of the secrets",
    async (secret) => {
      const timestamp = Math.floor(NOW / 1000);
      expect(await verify(signSvix(BODY, secret, { id: "msg_7", timestamp }))).toEqual({
        account: "",
        eventId: "msg_7",
        signedAt: timestamp * 1000,
      });
    },
  );

  test.each([
    ["another's secret", signSvix(BODY, `whsec_${btoa("another's secret of 24 bytes")}`)],
    ["another body", signSvix(BODY.replace("Ada", "Eve"), SECRET)],
    ["an old timestamp", signSvix(BODY, SECRET, { timestamp: Math.floor(NOW / 1000) - 301 })],
    [
      "a timestamp in the future",
      signSvix(BODY, SECRET, { timestamp: Math.floor(NOW / 1000) + 302 }),
    ],
    ["no signature", {}],
    [
      "the headers of Standard Webhooks",
      Object.fromEntries(
        Object.entries(signSvix(BODY, SECRET)).map(([k, v]) => [k.replace("svix", "webhook"), v]),
      ),
    ],
  ])("is refused with %s", async (_what, headers) => {
    expect(await verify(headers)).toBeNull();
  });

  test("needs secrets of the form that Resend shows", () => {
    expect(() => readConfig({ RESEND_WEBHOOK_SECRETS: "re_123456789" })).toThrow(ConfigError);
    expect(readConfig({ RESEND_WEBHOOK_SECRETS: SECRETS.join(",") }).webhookSecrets).toMatchObject({
      resend: SECRETS,
    });
  });
});

describe("an event of Resend", () => {
  test.each([
    ["email.bounced", { bounce: { type: "Permanent", subType: "General" } }, "bounced"],
    ["email.bounced", { bounce: { type: "Permanent", subType: "Suppressed" } }, "bounced"],
    ["email.bounced", { bounce: { type: "Transient", subType: "MailboxFull" } }, "A soft bounce"],
    ["email.bounced", { bounce: { type: "Undetermined" } }, "The bounce does not say"],
    ["email.bounced", {}, "The bounce does not say"],
    ["email.suppressed", { suppressed: { type: "OnAccountSuppressionList" } }, "bounced"],
    ["email.complained", {}, "complained"],
    ["email.delivery_delayed", {}, "The mail service is still trying"],
    ["email.failed", { failed: { reason: "reached_daily_quota" } }, "The mail service could not"],
    ["email.delivered", {}, "The mail was delivered"],
    ["contact.updated", { email: "ada@example.com", unsubscribed: true }, "It is about a contact"],
    ["email.unheard_of", {}, "This kind of message is not known here"],
  ])("%s with %j means %s", (type, data, means) => {
    const said = say(event(type, data));
    if (said.kind === "mailbox") {
      expect(said).toEqual({
        kind: "mailbox",
        type,
        news: means,
        addresses: ["ada@example.com"],
        messageId: null,
      });
    } else
      expect(said).toMatchObject({ kind: "ignored", type, reason: expect.stringContaining(means) });
  });

  test.each([
    ["bounce", "bounced"],
    ["complaint", "complained"],
    ["manual", "bounced"],
  ])("that an address was suppressed for %s names the address alone", (origin, news) => {
    const data = { id: "e169aa45", email: " Ada@Example.com ", origin, source_id: null };
    expect(say(JSON.stringify({ type: "suppression.added", data }))).toMatchObject({
      kind: "mailbox",
      news,
      addresses: ["ada@example.com"],
    });
  });

  test("names our mail by its own Message-ID, before the one of Resend", () => {
    const headers = [{ name: "message-id", value: "<a1@shop.example>" }];
    const data = { bounce: { type: "Permanent" }, message_id: "<b2@resend.example>" };
    const messageIdOf = (body: string) => {
      const said = say(body);
      return said.kind === "mailbox" ? said.messageId : said.kind;
    };
    expect(messageIdOf(event("email.bounced", { ...data, headers }))).toBe("<a1@shop.example>");
    expect(messageIdOf(event("email.bounced", data))).toBe("<b2@resend.example>");
  });

  test("about several recipients stops mail to none, because it does not say to which", () => {
    const to = ["ada@example.com", "eve@example.com"];
    expect(say(event("email.complained", { to }))).toMatchObject({ kind: "ignored" });
  });

  test.each(["", "no json", "[]", '{"type":"email.bounced"}', '{"type":7,"data":{}}'])(
    "that is %j can't be read",
    (body) => {
      expect(say(body)).toMatchObject({ kind: "unreadable" });
    },
  );

  test("without an address can't be read", () => {
    for (const to of [[], ["nobody"], [null]]) {
      expect(say(event("email.complained", { to }))).toMatchObject({ kind: "unreadable" });
    }
  });
});

test("the last row of each kind in the table always holds, or another kind says why", () => {
  const kinds = new Set(RESEND_TABLE.map(({ message }) => message));
  for (const kind of kinds) {
    const last = RESEND_TABLE.findLast(({ message }) => message === kind);
    expect(last?.holds({ type: kind, data: {} })).toBe(true);
  }
});

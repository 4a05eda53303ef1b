import { describe, expect, test } from "vitest";
import { postmark } from "../../src/providers/connectors/postmark/index.ts";
import { translatePostmark } from "../../src/providers/connectors/postmark/translate.ts";
import { basicAuth } from "../support/mail-services.ts";

const SECRETS = ["password: in use", "password before"];
const NOW = Date.now();

const bounce = (changes: object = {}) =>
  JSON.stringify({
    RecordType: "Bounce",
    MessageStream: "outbound",
    ID: 692560173,
    Type: "HardBounce",
    TypeCode: 1,
    MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
    Email: "Ada@Example.com",
    From: "orders@shop.example",
    BouncedAt: "2026-03-01T10:00:00Z",
    Inactive: true,
    ...changes,
  });

const change = (changes: object) =>
  JSON.stringify({
    RecordType: "SubscriptionChange",
    MessageID: null,
    ChangedAt: "2026-03-01T10:00:00Z",
    Recipient: "ada@example.com",
    Origin: "Recipient",
    SuppressSending: true,
    SuppressionReason: "HardBounce",
    ...changes,
  });

async function verify(headers: Readonly<Record<string, string | string[]>>, body = bounce()) {
  const verifier = await postmark.verify(SECRETS);
  const sent = Object.entries(headers).map(([name, value]) => [name, [value].flat()]);
  return verifier.verify({ headers: Object.fromEntries(sent), body: Buffer.from(body) }, NOW);
}

const say = (body: string) =>
  translatePostmark({ eventId: "", body: Buffer.from(body), signedAt: null, receivedAt: NOW });

describe("a webhook of Postmark", () => {
  test.each(SECRETS)("is known by the password %j, whatever the user name", async (secret) => {
    for (const user of ["followthrough", "", "us\u00e9r"]) {
      expect(await verify(basicAuth(secret, user))).toEqual({
        account: "",
        eventId: "Bounce:692560173",
        signedAt: null,
      });
    }
  });

  test.each([
    ["another password", basicAuth("another password")],
    ["a part of the password", basicAuth("password")],
    ["an empty password", basicAuth("")],
    ["the password as the user name", basicAuth("", SECRETS[1])],
    ["the password alone", { authorization: `Basic ${btoa("password before")}` }],
    ["a token", { authorization: "Bearer password before" }],
    [
      "two headers",
      { authorization: [SECRETS[1], "x"].map((each) => basicAuth(each ?? "").authorization ?? "") },
    ],
    ["no header", {}],
  ])("is refused with %s", async (_what, headers) => {
    expect(await verify(headers)).toBeNull();
  });

  test("without an id of its own is known by its body", async () => {
    const idOf = async (body: string) =>
      (await verify(basicAuth("password before"), body))?.eventId;
    expect(await idOf(change({}))).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await idOf(change({}))).not.toBe(await idOf(change({ Recipient: "eve@example.com" })));
    expect(await idOf("no json")).toMatch(/^sha256:/);
    expect(await idOf(bounce({ ID: 7, RecordType: "SpamComplaint" }))).toBe("SpamComplaint:7");
  });
});

describe("a bounce that Postmark calls", () => {
  test.each([
    ["HardBounce", "bounced"],
    ["BadEmailAddress", "bounced"],
    ["ManuallyDeactivated", "bounced"],
    ["SpamComplaint", "complained"],
    ["Unsubscribe", "unsubscribed"],
  ])("%s stops mail: %s", (Type, news) => {
    expect(say(bounce({ Type }))).toEqual({
      kind: "mailbox",
      type: "Bounce",
      news,
      addresses: ["ada@example.com"],
      messageId: null,
    });
  });

  test.each([
    "SoftBounce",
    "Transient",
    "DnsError",
    "Unknown",
    "Blocked",
    "SpamNotification",
    "VirusNotification",
    "DMARCPolicy",
    "AutoResponder",
    "ChallengeVerification",
    "AddressChange",
    "Subscribe",
    "OpenRelayTest",
    "TemplateRenderingFailed",
    "InboundError",
    "Unconfirmed",
    "SomethingNew",
  ])("%s stops nothing, and says why", (Type) => {
    expect(say(bounce({ Type }))).toMatchObject({
      kind: "ignored",
      type: "Bounce",
      reason: expect.stringMatching(/^[A-Z].{20,}/),
    });
  });

  test("SMTPApiError stops mail only where Postmark had deactivated the address", () => {
    expect(say(bounce({ Type: "SMTPApiError" }))).toMatchObject({ kind: "mailbox" });
    expect(say(bounce({ Type: "SMTPApiError", Inactive: false }))).toMatchObject({
      kind: "ignored",
    });
  });
});

describe("another webhook of Postmark", () => {
  test("about a complaint stops mail", () => {
    const body = bounce({ RecordType: "SpamComplaint", Type: "SpamComplaint" });
    expect(say(body)).toMatchObject({ kind: "mailbox", news: "complained" });
  });

  test.each([
    [{ SuppressionReason: "HardBounce" }, "bounced"],
    [{ SuppressionReason: "SpamComplaint" }, "complained"],
    [{ SuppressionReason: "ManualSuppression" }, "unsubscribed"],
    [{ SuppressionReason: "ManualSuppression", Origin: "Customer" }, "bounced"],
    [{ SuppressionReason: "ManualSuppression", Origin: "Admin" }, "bounced"],
  ])("about a suppression, %j, means %s", (changes, news) => {
    expect(say(change(changes))).toMatchObject({
      kind: "mailbox",
      news,
      addresses: ["ada@example.com"],
    });
  });

  test("about a reactivation lifts nothing here", () => {
    const body = change({ SuppressSending: false, SuppressionReason: null });
    expect(say(body)).toMatchObject({
      kind: "ignored",
      reason: expect.stringContaining("Lift the suppression here"),
    });
  });

  test.each(["Delivery", "Open", "Click", "Inbound", "SomethingNew"])(
    "of type %s is ignored",
    (type) => {
      expect(say(JSON.stringify({ RecordType: type, Recipient: "ada@example.com" }))).toMatchObject(
        {
          kind: "ignored",
          type,
        },
      );
    },
  );

  test.each(["", "no json", "[]", "{}", '{"RecordType":7}'])("that is %j can't be read", (body) => {
    expect(say(body)).toMatchObject({ kind: "unreadable" });
  });
});

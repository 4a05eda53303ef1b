import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import { translateSes } from "../../src/providers/connectors/ses/translate.ts";
import { createSnsVerifier } from "../../src/providers/connectors/ses/verify.ts";
import { fakeSns, sesNotification, TOPIC } from "../support/mail-services.ts";

const NOW = Date.now();
const MINUTE = 60_000;
const HOST = "https://sns.eu-west-1.amazonaws.com";

function verify(sns: ReturnType<typeof fakeSns>, body: string, topics = [TOPIC]) {
  return createSnsVerifier(topics, sns.get).verify({ headers: {}, body: Buffer.from(body) }, NOW);
}

function say(message: string, type: "Notification" | "SubscriptionConfirmation" = "Notification") {
  const body = Buffer.from(fakeSns().post(type, { Message: message }));
  return translateSes({ eventId: "", body, signedAt: null, receivedAt: NOW });
}

describe("a message of Amazon SNS", () => {
  test.each(["1", "2"])("is known by a signature of version %s", async (SignatureVersion) => {
    const sns = fakeSns();
    const Timestamp = new Date(NOW - MINUTE).toISOString();
    const body = sns.post("Notification", { SignatureVersion, Timestamp, Subject: "Amazon SES" });
    expect(await verify(sns, body)).toEqual({
      account: "",
      eventId: "7f1c5a10-1111-4222-8333-944444444444",
      signedAt: NOW - MINUTE,
    });
  });

  test("is checked with a certificate that is got once", async () => {
    const sns = fakeSns();
    const verifier = createSnsVerifier([TOPIC], sns.get);
    for (const MessageId of ["m1", "m2"]) {
      const body = Buffer.from(sns.post("Notification", { MessageId }));
      expect(await verifier.verify({ headers: {}, body }, NOW)).toMatchObject({
        eventId: MessageId,
      });
    }
    expect(sns.asked).toEqual([`${HOST}/SimpleNotificationService-0123456789abcdef.pem`]);
  });

  test.each([
    ["Message", { Message: '{"another":1}' }],
    ["MessageId", { MessageId: "another" }],
    ["Timestamp", { Timestamp: new Date(NOW - 2 * MINUTE).toISOString() }],
    ["Subject", { Subject: "Another" }],
    ["Type", { Type: "UnsubscribeConfirmation" }],
    ["version", { SignatureVersion: "1" }],
    ["Signature", { Signature: Buffer.from("none").toString("base64") }],
  ])("with a changed %s is refused", async (_field, forged) => {
    const sns = fakeSns();
    expect(await verify(sns, sns.post("Notification", {}, forged))).toBeNull();
  });

  test("signed by another's certificate is refused", async () => {
    const body = fakeSns().post("Notification");
    expect(await verify(fakeSns(), body)).toBeNull();
  });

  test("signed with a certificate that has lapsed is refused", async () => {
    const sns = fakeSns(new Date(NOW - MINUTE));
    expect(await verify(sns, sns.post("Notification"))).toBeNull();
  });

  test.each([
    "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem",
    "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-01.pem",
    "https://evil.example/SimpleNotificationService-01.pem",
    "https://evil.s3.amazonaws.com/SimpleNotificationService-01.pem",
    "https://sns.eu-west-1.amazonaws.com/?x=SimpleNotificationService-01.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-01.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-01.pem",
    "not a url",
  ])("that names the certificate %s is refused, and nobody is asked", async (SigningCertURL) => {
    const sns = fakeSns();
    expect(await verify(sns, sns.post("Notification", { SigningCertURL }))).toBeNull();
    expect(sns.asked).toEqual([]);
  });

  test("of another topic is refused, though its signature is right, and nobody is asked", async () => {
    const sns = fakeSns();
    const TopicArn = "arn:aws:sns:eu-west-1:999999999999:mail-events";
    expect(await verify(sns, sns.post("Notification", { TopicArn }))).toBeNull();
    expect(await verify(sns, sns.post("SubscriptionConfirmation", { TopicArn }))).toBeNull();
    expect(sns.asked).toEqual([]);
  });

  test("is accepted while SNS may try again, and not later or earlier", async () => {
    const sns = fakeSns();
    const at = (ms: number) =>
      verify(sns, sns.post("Notification", { Timestamp: new Date(NOW + ms).toISOString() }));
    expect(await at(-61 * MINUTE)).not.toBeNull();
    expect(await at(-121 * MINUTE)).toBeNull();
    expect(await at(6 * MINUTE)).toBeNull();
  });

  test("is neither accepted nor refused while its certificate can't be got", async () => {
    const sns = fakeSns();
    const away = { ...sns, get: () => Promise.reject(new Error("The network is away")) };
    await expect(verify(away, sns.post("Notification"))).rejects.toThrow("The network is away");
  });

  test.each(["", "no json", "[]", "{}", '{"Type":"Notification"}'])(
    "that is %j is refused",
    async (body) => {
      expect(await verify(fakeSns(), body)).toBeNull();
    },
  );

  test("belongs to a topic that the setting names in full", () => {
    expect(() => readConfig({ SES_TOPIC_ARNS: "mail-events" })).toThrow(ConfigError);
    expect(readConfig({ SES_TOPIC_ARNS: TOPIC }).webhookSecrets).toMatchObject({ ses: [TOPIC] });
  });
});

describe("a new subscription", () => {
  test("of an allowed topic is confirmed by visiting its URL", async () => {
    const sns = fakeSns();
    expect(await verify(sns, sns.post("SubscriptionConfirmation"))).not.toBeNull();
    expect(sns.asked.at(-1)).toMatch(
      /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/\?Action=ConfirmSubscription/,
    );
    expect(say("You have chosen to subscribe", "SubscriptionConfirmation")).toMatchObject({
      kind: "ignored",
      reason: "The subscription of the topic was confirmed",
    });
  });

  test("is not confirmed when it is forged", async () => {
    const sns = fakeSns();
    expect(
      await verify(sns, sns.post("SubscriptionConfirmation", {}, { Token: "another" })),
    ).toBeNull();
    expect(sns.asked).toEqual([`${HOST}/SimpleNotificationService-0123456789abcdef.pem`]);
  });

  test.each(["https://evil.example/?Action=ConfirmSubscription", "http://169.254.169.254/"])(
    "that leads to %s is refused, and the URL is not visited",
    async (SubscribeURL) => {
      const sns = fakeSns();
      expect(await verify(sns, sns.post("SubscriptionConfirmation", { SubscribeURL }))).toBeNull();
      expect(sns.asked).not.toContain(SubscribeURL);
    },
  );
});

const bounce = (bounceType: string, bounceSubType: string, ...addresses: readonly string[]) => ({
  bounce: {
    bounceType,
    bounceSubType,
    bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress, action: "failed" })),
    feedbackId: "0102018e-feedback",
  },
});

const complaint = (changes: object, ...addresses: readonly string[]) => ({
  complaint: {
    complainedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
    ...changes,
  },
});

const ADA = "Ada Byrne <Ada@Example.com>";

describe.each(["notificationType", "eventType"])("what SES says with a `%s`", (key) => {
  test.each([
    ["Bounce", bounce("Permanent", "General", ADA), "bounced"],
    ["Bounce", bounce("Permanent", "NoEmail", ADA), "bounced"],
    ["Bounce", bounce("Permanent", "Suppressed", ADA), "bounced"],
    ["Bounce", bounce("Permanent", "OnAccountSuppressionList", ADA), "bounced"],
    ["Bounce", bounce("Permanent", "UnsubscribedRecipient", ADA), "unsubscribed"],
    ["Complaint", complaint({}, ADA), "complained"],
    ["Complaint", complaint({ complaintFeedbackType: "abuse" }, ADA), "complained"],
    ["Complaint", complaint({ complaintFeedbackType: "fraud" }, ADA), "complained"],
    ["Complaint", complaint({ complaintSubType: "OnAccountSuppressionList" }, ADA), "complained"],
    [
      "Subscription",
      { subscription: { newTopicPreferences: { unsubscribeAll: true } } },
      "unsubscribed",
    ],
  ])("%s %j stops mail", (type, event, news) => {
    const headers = [{ name: "Message-ID", value: "<a1@shop.example>" }];
    expect(say(sesNotification({ [key]: type, ...event }, headers))).toEqual({
      kind: "mailbox",
      type,
      news,
      addresses: ["ada@example.com"],
      messageId: "<a1@shop.example>",
    });
  });

  test.each([
    ["Bounce", bounce("Transient", "General", ADA)],
    ["Bounce", bounce("Transient", "MailboxFull", ADA)],
    ["Bounce", bounce("Transient", "MessageTooLarge", ADA)],
    ["Bounce", bounce("Transient", "ContentRejected", ADA)],
    ["Bounce", bounce("Undetermined", "Undetermined", ADA)],
    ["Complaint", complaint({ complaintFeedbackType: "not-spam" }, ADA)],
    ["Complaint", complaint({ complaintFeedbackType: "auth-failure" }, ADA)],
    ["Complaint", complaint({ complaintFeedbackType: "virus" }, ADA)],
    ["Complaint", complaint({}, ADA, "eve@example.com")],
    ["Subscription", { subscription: { newTopicPreferences: { unsubscribeAll: false } } }],
    ["Send", { send: {} }],
    ["Delivery", { delivery: { recipients: ["ada@example.com"] } }],
    ["DeliveryDelay", { deliveryDelay: { delayType: "MailboxFull" } }],
    ["Reject", { reject: { reason: "Bad content" } }],
    ["Rendering Failure", { failure: {} }],
    ["Open", { open: {} }],
    ["Click", { click: {} }],
    ["SomethingNew", {}],
  ])("%s %j stops nothing, and says why", (type, event) => {
    expect(say(sesNotification({ [key]: type, ...event }))).toMatchObject({
      kind: "ignored",
      type,
      reason: expect.stringMatching(/^[A-Z].{15,}/),
    });
  });

  test("Bounce stops mail to each address that it lists, and to no other", () => {
    const event = bounce("Permanent", "General", "eve@example.com", ADA, "EVE@example.com");
    expect(say(sesNotification({ [key]: "Bounce", ...event }))).toMatchObject({
      addresses: ["eve@example.com", "ada@example.com"],
    });
    const none = bounce("Permanent", "General");
    expect(say(sesNotification({ [key]: "Bounce", ...none }))).toMatchObject({
      kind: "unreadable",
    });
  });
});

describe("a notification", () => {
  test("that SES can reach the topic is ignored", () => {
    const greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(say(greeting)).toMatchObject({ kind: "ignored" });
    const subscribed = { notificationType: "AmazonSnsSubscriptionSucceeded", message: "Hello" };
    expect(say(JSON.stringify(subscribed))).toMatchObject({ kind: "ignored" });
  });

  test.each(["", "no json", "[]", "{}", '{"bounce":{}}', '{"eventType":"Bounce","bounce":7}'])(
    "that holds %j can't be read",
    (message) => {
      expect(say(message)).toMatchObject({ kind: "unreadable" });
    },
  );
});

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { selfSigned } from "./certificate.ts";

const DAY_MS = 24 * 60 * 60_000;
const now = () => Math.floor(Date.now() / 1000);

type Headers = Readonly<Record<string, string>>;

/** How to sign, when it is meant to differ from a correct signature. */
export interface Signing {
  readonly id?: string;
  /** Epoch seconds. */
  readonly timestamp?: number;
}

/** The headers of Svix for these bytes. */
export function signSvix(body: string, secret: string, signing: Signing = {}): Headers {
  const { id = "msg_1", timestamp = now() } = signing;
  return {
    "svix-id": id,
    "svix-timestamp": String(timestamp),
    "svix-signature": new Webhook(secret).sign(id, new Date(timestamp * 1000), body),
  };
}

/** HTTP basic authentication, as a URL with user and password causes it. */
export function basicAuth(password: string, user = "followthrough"): Headers {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

/** A key pair as SendGrid makes one. */
export interface EventKey {
  /** Base64 of SPKI, as SendGrid shows it. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Makes an ECDSA key pair. */
export function makeEventKey(): EventKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  return { publicKey: spki.toString("base64"), privateKey };
}

/** The headers of SendGrid's signed event webhook for these bytes. */
export function signEvents(body: string, { privateKey }: EventKey, timestamp = now()): Headers {
  const signature = sign("sha256", Buffer.from(`${timestamp}${body}`), privateKey);
  return {
    "x-twilio-email-event-webhook-signature": signature.toString("base64"),
    "x-twilio-email-event-webhook-timestamp": String(timestamp),
  };
}

/** The topic that the tests allow. */
export const TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail-events";

/** Amazon SNS: its certificate by its URL, and what it was asked for. */
export interface FakeSns {
  readonly asked: readonly string[];
  /** Answers in place of the network. */
  get(url: string): Promise<string>;
  /** A signed message of this type, as SNS posts it; `changes` are signed too, `forged` are not. */
  post(type: keyof typeof SIGNED, changes?: Changes, forged?: Changes): string;
}

type Changes = Readonly<Record<string, string>>;

const SUBSCRIPTION = [
  "Message",
  "MessageId",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
] as const;

const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: SUBSCRIPTION,
  UnsubscribeConfirmation: SUBSCRIPTION,
} as const;

/** A stand-in for Amazon SNS with a key of its own. */
export function fakeSns(validTo = new Date(Date.now() + DAY_MS)): FakeSns {
  const { pem, privateKey } = selfSigned(
    "sns.amazonaws.com",
    new Date(Date.now() - DAY_MS),
    validTo,
  );
  const asked: string[] = [];
  return {
    asked,
    async get(url) {
      asked.push(url);
      return url.endsWith(".pem") ? pem : "<ConfirmSubscriptionResponse/>";
    },
    post(type, changes = {}, forged = {}) {
      const host = "https://sns.eu-west-1.amazonaws.com";
      const common = {
        MessageId: "7f1c5a10-1111-4222-8333-944444444444",
        TopicArn: TOPIC,
        Message: "{}",
        Timestamp: new Date().toISOString(),
        SignatureVersion: "2",
        Signature: "",
        SigningCertURL: `${host}/SimpleNotificationService-0123456789abcdef.pem`,
        Token: "2336412f37",
        SubscribeURL: `${host}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`,
        ...changes,
      };
      const message: Changes = { ...common, Type: type };
      const algorithm = common.SignatureVersion === "1" ? "sha1" : "sha256";
      // As Amazon documents it: these fields that are there, in the order of the alphabet.
      const lines = SIGNED[type].flatMap((name) => (name in message ? [name, message[name]] : []));
      const signature = sign(algorithm, Buffer.from(`${lines.join("\n")}\n`), privateKey);
      return JSON.stringify({ ...message, Signature: signature.toString("base64"), ...forged });
    },
  };
}

/** An SES notification about a bounce or a complaint, as the `Message` of SNS. */
export function sesNotification(
  event: Readonly<Record<string, unknown>>,
  headers: readonly { readonly name: string; readonly value: string }[] = [],
): string {
  return JSON.stringify({
    ...event,
    mail: {
      timestamp: "2026-03-01T10:00:00.000Z",
      source: "Hearth & Oak <orders@shop.example>",
      messageId: "0102018e-ses-own-id-000000",
      destination: ["ada@example.com"],
      headersTruncated: false,
      headers,
    },
  });
}

import { createHmac } from "node:crypto";
import type { Provider, ProviderMessage } from "@followthrough/core/domain";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import type { App } from "../../src/platform/http/routing.ts";
import type { KeptMessage } from "../../src/providers/connectors/connector.ts";
import {
  openTranslators,
  openVerifiersOf,
} from "../../src/providers/connectors/open-connectors.ts";
import type { Answer } from "./api.ts";

const standardSecret = (text: string) => `whsec_${Buffer.from(text).toString("base64")}`;

/** The secrets in every test: for each provider, the current one and the one that is being replaced. */
export const SECRETS = {
  stripe: ["whsec_the-stripe-secret-in-use", "whsec_the-stripe-secret-before"],
  shopify: ["shpss_the-shopify-secret-in-use", "shpss_the-shopify-secret-before"],
  standard: [
    standardSecret("the standard secret in use"),
    standardSecret("the standard secret before"),
  ],
} as const;

/** The signature checks in every test. */
export const VERIFIERS = await openVerifiersOf(SECRETS);

/** The translators for the messages of every provider. */
export const TRANSLATORS = await openTranslators({});

type Headers = Readonly<Record<string, string | string[]>>;

/** How to sign a message, when the signature is meant to differ from a correct one. */
export interface Signing {
  readonly secret?: string;
  /** Epoch seconds. */
  readonly timestamp?: number;
  readonly id?: string;
}

const now = () => Math.floor(Date.now() / 1000);

/** The header with which Stripe signs these bytes. */
export function signStripe(body: string | Buffer, signing: Signing = {}): Headers {
  const { secret = SECRETS.stripe[0], timestamp = now() } = signing;
  const payload = body.toString();
  return {
    "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
  };
}

/** The headers with which Shopify signs these bytes. Only the first one can be trusted. */
export function signShopify(body: string | Buffer, signing: Signing = {}, topic = ""): Headers {
  const { secret = SECRETS.shopify[0], id = "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043" } = signing;
  return {
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
    "x-shopify-topic": topic,
    "x-shopify-webhook-id": id,
  };
}

/** The headers of Standard Webhooks for these bytes. */
export function signStandard(body: string | Buffer, signing: Signing = {}): Headers {
  const { secret = SECRETS.standard[0], timestamp = now(), id = "msg_1" } = signing;
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": new Webhook(secret).sign(id, new Date(timestamp * 1000), body.toString()),
  };
}

/** The report in this message of a provider. */
export function translate(provider: Provider, message: KeptMessage): ProviderMessage {
  const say = TRANSLATORS[provider];
  if (say === undefined) throw new Error(`There is no translator for ${provider}`);
  return say(message);
}

/** Posts bytes to a provider's endpoint, without the API key. */
export async function deliverTo(
  app: App,
  provider: string,
  body: string | Buffer,
  headers: Headers,
): Promise<Answer> {
  const {
    statusCode,
    headers: answered,
    payload,
  } = await app.inject({
    method: "POST",
    url: `/api/v1/webhooks/${provider}`,
    headers: { "content-type": "application/json", ...headers },
    payload: body,
  });
  return { status: statusCode, headers: answered, body: JSON.parse(payload) };
}

/** A Stripe event about an object. @param created epoch seconds */
export function stripeEvent(
  type: string,
  object: Readonly<Record<string, unknown>>,
  { id, created = now() }: { readonly id: string; readonly created?: number },
): string {
  const envelope = { id, object: "event", api_version: null, type, created, livemode: false };
  const request = { id: null, idempotency_key: null };
  return JSON.stringify({ ...envelope, data: { object }, pending_webhooks: 1, request });
}

import { type Connector, oneMessage } from "../connector.ts";
import { signingSecrets } from "../signing-secrets.ts";
import { GATEWAY_SETTINGS, readGatewayNames } from "./gateways.ts";

/** Shopify: orders, parcels, transactions, refunds and disputes. */
export const shopify: Connector = {
  name: "shopify",
  title: "Shopify",
  sender: "Shopify",
  about: `By the fields of the body alone: Shopify's signature does not cover the topic, nor any other header. The order is
\`shopify:\` and the numeric id, digit for digit; a message about an order also brings the order and its member.
\`cancelled_at\` calls the order off. The order's body says how much is paid; the other messages add refunds, disputes,
failed attempts and deadlines, and never money. A risk assessment (\`orders/risk_assessment_changed\`) is ignored: Shopify
never tells how it was judged. See [webhooks.md](webhooks.md#what-counts-as-paid-in-shopify).`,
  secrets: signingSecrets("SHOPIFY_WEBHOOK_SECRETS"),
  signedBy: ["X-Shopify-Hmac-Sha256"],
  async verify(secrets) {
    const { createShopifyVerifier } = await import("./verify.ts");
    return createShopifyVerifier(secrets);
  },
  messages: oneMessage,
  settings: GATEWAY_SETTINGS,
  async translate(environment) {
    const { createShopifyTranslator } = await import("./translate.ts");
    return createShopifyTranslator(readGatewayNames(environment));
  },
  async table() {
    const { SHOPIFY_TABLE } = await import("./table.ts");
    return SHOPIFY_TABLE;
  },
  asks: null,
};

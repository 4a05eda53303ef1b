import { type Connector, oneMessage } from "../connector.ts";
import { signingSecrets } from "../signing-secrets.ts";
import { ACCOUNT_SETTINGS, connectedAccounts } from "./accounts.ts";
import { ACCESS_SETTINGS, stripeAccess } from "./api-access.ts";
import { PATTERN, pageOf, stageOf } from "./references.ts";

/** Stripe: payments, checkouts, identity checks, reviews and disputes. */
export const stripe: Connector = {
  name: "stripe",
  title: "Stripe",
  sender: "Stripe",
  about: `The order is \`metadata.order_id\` of the object, or a checkout session's \`client_reference_id\` unless the session
comes from a payment link; or the order of the payment intent, charge or session that the object names and that was seen
before. Events of other kinds and of other accounts are ignored.

What counts as paid is what was captured, by the sums that Stripe states: \`amount_received\` of a payment intent,
\`amount_captured\` of a charge, \`amount_total\` of a paid checkout session, \`amount_paid\` of an invoice. A payment is the
payment intent where there is one; its charges, sessions and invoices only say more about it. Amounts are converted to
the minor units of ISO 4217, which Stripe's differ from for ISK, UGX and MGA.`,
  secrets: signingSecrets("STRIPE_WEBHOOK_SECRETS"),
  signedBy: ["Stripe-Signature"],
  async verify(secrets) {
    const { createStripeVerifier } = await import("./verify.ts");
    return createStripeVerifier(secrets);
  },
  messages: oneMessage,
  settings: ACCOUNT_SETTINGS,
  async translate(environment) {
    const { stripeTranslator } = await import("./translate.ts");
    return stripeTranslator(connectedAccounts(environment));
  },
  async table() {
    const { STRIPE_TABLE } = await import("./table.ts");
    return STRIPE_TABLE;
  },
  pageOf,
  asks: {
    settings: ACCESS_SETTINGS,
    about: [
      "Stripe is asked about payments and identity checks before members get a prompt. Change the base URL only for tests.",
    ],
    references: {
      pattern: PATTERN,
      error: "must be the id of a payment intent, checkout session or verification session",
    },
    stageOf,
    // Stripe allows 100 reads per second, and 25 in test mode. The shop itself needs some of them.
    perSecond: 15,
    concurrency: 10,
    access(environment) {
      const access = stripeAccess(environment);
      if (access === null) return null;
      return async () => {
        // Loaded only here, because the SDK is large.
        const { createStripeTruth } = await import("./truth.ts");
        return createStripeTruth(access);
      };
    },
  },
};

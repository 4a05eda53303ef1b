import type { ProviderTruth, TruthSource } from "@followthrough/core/domain";
import Stripe from "stripe";
import { readCheck, readPayment } from "./answers.ts";
import type { StripeAccess } from "./api-access.ts";
import { isCheckoutSession, isVerificationSession } from "./references.ts";

// Stripe answers in a fraction of a second. A question that waits longer would delay the others.
const TIMEOUT_MS = 5_000;
// Stripe reports whole seconds, and its clock can differ from ours. Our answer gets an earlier time, so that events
// which Stripe sends after we asked outweigh it.
const EARLIER_MS = 2_000;
// Stripe's largest page. A payment has a few refunds at most.
const MOST_LISTED = 100;

/** Asks Stripe's API for the state of payments, checkouts and identity checks. */
export function createStripeTruth({
  apiKey,
  apiBase,
  accounts = [],
  timeoutMs = TIMEOUT_MS,
}: StripeAccess): TruthSource {
  const { hostname, port, protocol } = new URL(apiBase);
  const stripe = new Stripe(apiKey, {
    host: hostname,
    ...(port === "" ? {} : { port }),
    protocol: protocol === "http:" ? "http" : "https",
    timeout: timeoutMs,
    // We retry later ourselves, because an event that arrives in the meantime may answer the question.
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return {
    async fetchTruth(reference) {
      const asOf = Date.now() - EARLIER_MS;
      for (const account of ["", ...accounts]) {
        const truth = await fetchFrom(stripe, account, reference, asOf);
        if (truth !== null) return truth;
      }
      return null;
    },
  };
}

/** @returns `null` if this account has no such object */
async function fetchFrom(
  stripe: Stripe,
  account: string,
  reference: string,
  asOf: number,
): Promise<ProviderTruth | null> {
  const options = account === "" ? {} : { stripeAccount: account };
  const found = await retrieve(stripe, reference, options);
  if (found === null) return null;
  if (isVerificationSession(reference)) return readCheck(found, { account, asOf });
  return readPayment(
    found,
    { account, asOf },
    {
      refunds: async (charge) =>
        (await stripe.refunds.list({ charge, limit: MOST_LISTED }, options)).data,
      disputes: async (charge) =>
        (await stripe.disputes.list({ charge, limit: MOST_LISTED }, options)).data,
    },
  );
}

/** @returns `null` if Stripe has no such object */
async function retrieve(
  stripe: Stripe,
  reference: string,
  options: Stripe.RequestOptions,
): Promise<unknown> {
  try {
    if (isVerificationSession(reference)) {
      return await stripe.identity.verificationSessions.retrieve(reference, {}, options);
    }
    if (isCheckoutSession(reference)) {
      const expand = ["payment_intent.latest_charge.refunds"];
      return await stripe.checkout.sessions.retrieve(reference, { expand }, options);
    }
    const expand = ["latest_charge.refunds"];
    return await stripe.paymentIntents.retrieve(reference, { expand }, options);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) {
      return null;
    }
    throw error;
  }
}

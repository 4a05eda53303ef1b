import type { ProviderTruth, TruthSource } from "@followthrough/core/domain";
import Stripe from "stripe";
import { z } from "zod";
import { asksMember } from "../mapping-row.ts";
import { StripeObject } from "./objects.ts";
import { STRIPE_TABLE } from "./table.ts";
import { factOf } from "./translate.ts";

/** Where Stripe is, and with what it lets in. */
export interface StripeAccess {
  readonly apiKey: string;
  readonly apiBase: string;
  /** How long an answer is waited for; five seconds when absent. */
  readonly timeoutMs?: number;
}

// Its own answers take a fraction of a second; whoever waits longer holds up the others.
const TIMEOUT_MS = 5_000;
// What Stripe reports has whole seconds, and its clock is not ours: what it reports after it was asked counts more.
const EARLIER_MS = 2_000;

/** Asks Stripe's API where payments, checkouts and identity checks stand. */
export function createStripeTruth({
  apiKey,
  apiBase,
  timeoutMs = TIMEOUT_MS,
}: StripeAccess): TruthSource {
  const { hostname, port, protocol } = new URL(apiBase);
  const stripe = new Stripe(apiKey, {
    host: hostname,
    ...(port === "" ? {} : { port }),
    protocol: protocol === "http:" ? "http" : "https",
    timeout: timeoutMs,
    // An attempt that failed is made again later, with what has come to be known meanwhile.
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return {
    async fetchTruth(reference) {
      const askedAt = Date.now();
      const found = await retrieve(stripe, reference);
      return found === null ? null : truthOf(found, askedAt - EARLIER_MS);
    },
  };
}

/** @returns `null` when Stripe knows no such object */
async function retrieve(stripe: Stripe, reference: string): Promise<unknown> {
  try {
    if (reference.startsWith("vs_")) {
      return await stripe.identity.verificationSessions.retrieve(reference);
    }
    if (reference.startsWith("cs_")) {
      return await stripe.checkout.sessions.retrieve(reference);
    }
    return await stripe.paymentIntents.retrieve(reference, { expand: ["latest_charge"] });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) {
      return null;
    }
    throw error;
  }
}

/** The event that would have told of the state in which an object is. */
const EVENT_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  payment_intent: {
    succeeded: "payment_intent.succeeded",
    processing: "payment_intent.processing",
    requires_action: "payment_intent.requires_action",
    requires_confirmation: "payment_intent.requires_action",
    requires_payment_method: "payment_intent.payment_failed",
    canceled: "payment_intent.canceled",
  },
  "checkout.session": {
    complete: "checkout.session.completed",
    expired: "checkout.session.expired",
  },
  "identity.verification_session": {
    processing: "identity.verification_session.processing",
    requires_input: "identity.verification_session.requires_input",
    verified: "identity.verification_session.verified",
    canceled: "identity.verification_session.canceled",
  },
};

function truthOf(found: unknown, askedAt: number): ProviderTruth | null {
  const object = StripeObject.parse(found);
  const charge = Charge.safeParse(found).data?.latest_charge ?? null;
  // Whether a dispute was won only its own events say.
  if (charge?.disputed === true) return null;
  if (charge?.refunded === true) return said("charge.refunded", { ...object, ...charge }, askedAt);
  const type = EVENT_OF[object.object]?.[object.status ?? ""];
  if (type === undefined) return null;
  if (type === "payment_intent.payment_failed" && object.last_payment_error == null) {
    return { ...UNTRIED, occurredAt: askedAt, details: { event: type, attempt: object.id } };
  }
  const isPaid = type === "payment_intent.succeeded" && charge !== null;
  return said(type, object, isPaid ? charge.created * 1000 : askedAt);
}

const Charge = z.looseObject({
  latest_charge: z
    .looseObject({
      id: z.string(),
      created: z.int(),
      refunded: z.boolean().nullish(),
      disputed: z.boolean().nullish(),
    })
    .nullish(),
});

const UNTRIED = {
  ...asksMember("payment", "waiting"),
  nextActionAt: null,
  note: "No payment was tried yet",
};

function said(type: string, object: StripeObject, occurredAt: number): ProviderTruth | null {
  const row = STRIPE_TABLE.find(({ message, holds }) => message === type && holds(object));
  if (row === undefined || "ignored" in row.means) return null;
  const { sourceEventId: _, ...truth } = factOf(row, object, { id: "", occurredAt, type });
  return truth;
}

import { z } from "zod";

/** A field of any other shape counts as absent: Stripe adds types and values without notice. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().catch(null);

const Text = maybe(z.string());
const Flag = maybe(z.boolean());
const Integer = maybe(z.int());

/** Epoch seconds, between the years 2000 and 2100. */
const Seconds = z.int().min(946_684_800).max(4_102_444_799);

/** Epoch seconds, read as milliseconds. */
export const Moment = maybe(Seconds.transform((seconds) => seconds * 1000));

/** An object's id, as it can be kept. */
const Id = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** The id of another object. Stripe sends either the whole object or only the id. */
const Reference = maybe(z.union([Id, z.looseObject({ id: Id }).transform(({ id }) => id)]));

const Metadata = maybe(z.record(z.string(), z.unknown()));
const Typed = maybe(z.looseObject({ type: Text }));

const Failure = maybe(z.looseObject({ code: Text, decline_code: Text, payment_method: Typed }));

/** What the shopper does next. The details are in the field that has the type's name. */
const NextAction = maybe(z.looseObject({ type: Text }));

const MethodDetails = maybe(
  z.looseObject({
    type: Text,
    card: maybe(
      z.looseObject({
        capture_before: Moment,
        multicapture: maybe(z.looseObject({ status: Text })),
      }),
    ),
    card_present: maybe(z.looseObject({ capture_before: Moment })),
  }),
);

/** A refund, on its own or in a charge. */
const Refund = z.looseObject({
  id: Id,
  amount: Integer,
  currency: Text,
  status: Text,
  created: Moment,
  reason: Text,
  failure_reason: Text,
});
/** A refund. */
export type StripeRefund = z.infer<typeof Refund>;

/** A charge, expanded in its payment intent or on its own. Times are epoch milliseconds. */
export const StripeCharge = z.looseObject({
  id: Id,
  currency: Text,
  amount: Integer,
  amount_captured: Integer,
  amount_refunded: Integer,
  captured: Flag,
  refunded: Flag,
  disputed: Flag,
  created: Moment,
  payment_method_details: MethodDetails,
  refunds: maybe(z.looseObject({ data: maybe(z.array(maybe(Refund))) })),
});
/** A charge. */
export type StripeCharge = z.infer<typeof StripeCharge>;

/**
 * The fields of Stripe's objects that we use; every object has some of them. Times are epoch milliseconds. Only the
 * id and the kind are required.
 */
export const StripeObject = z.looseObject({
  ...Refund.shape,
  ...StripeCharge.shape,
  id: Id,
  object: z.string(),
  livemode: Flag,
  metadata: Metadata,
  payment_intent: Reference,
  charge: Reference,
  latest_charge: Reference,
  invoice: Reference,
  payment_method: maybe(z.looseObject({ type: Text })),
  payment_method_types: maybe(z.array(Text)),
  next_action: NextAction,
  last_payment_error: Failure,
  last_error: Failure,
  cancellation_reason: Text,
  canceled_at: Moment,
  amount_received: Integer,
  amount_capturable: Integer,
  failure_code: Text,
  outcome: maybe(z.looseObject({ reason: Text })),
  opened_reason: Text,
  closed_reason: Text,
  last_verification_report: Reference,
  // A checkout session
  mode: Text,
  client_reference_id: Text,
  payment_status: Text,
  amount_total: Integer,
  url: Text,
  expires_at: Moment,
  after_expiration: maybe(
    z.looseObject({ recovery: maybe(z.looseObject({ url: Text, expires_at: Moment })) }),
  ),
  // A dispute
  evidence_details: maybe(z.looseObject({ due_by: Moment })),
  balance_transactions: maybe(z.array(maybe(z.looseObject({ amount: Integer })))),
  // An invoice
  amount_paid: Integer,
  billing_reason: Text,
  hosted_invoice_url: Text,
  payments: maybe(
    z.looseObject({
      data: maybe(
        z.array(
          maybe(z.looseObject({ payment: maybe(z.looseObject({ payment_intent: Reference })) })),
        ),
      ),
    }),
  ),
  subscription_details: maybe(z.looseObject({ metadata: Metadata })),
  parent: maybe(
    z.looseObject({ subscription_details: maybe(z.looseObject({ metadata: Metadata })) }),
  ),
});

/** The fields of Stripe's objects that we use. */
export type StripeObject = z.infer<typeof StripeObject>;

/** The envelope of every event. */
export const StripeEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  created: Seconds,
  /** The connected account; absent for the account that has the endpoint. */
  account: Text,
  /** Also names an account, where an organization has the endpoint: the last one of a path. */
  context: Text,
  /** The date of the API's version that the object was written for, and a name. */
  api_version: Text,
  livemode: Flag,
  data: z.looseObject({ object: z.unknown() }),
});

/** A thin event: it names its object and does not contain it. */
export const ThinEvent = z.looseObject({
  object: z.literal("v2.core.event"),
  type: z.string(),
});

import type { AskedStage } from "@followthrough/core/domain";
import { z } from "zod";

/** An object's id, whether Stripe sent the object or only its id. */
const Reference = z
  .union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)])
  .nullish();

const Metadata = z.record(z.string(), z.unknown()).nullish();
const Coded = z.looseObject({ code: z.string().nullish(), decline_code: z.string().nullish() });

/** The fields of Stripe's objects that decide something here; every object has some of them. */
export const StripeObject = z.looseObject({
  id: z.string(),
  object: z.string(),
  status: z.string().nullish(),
  metadata: Metadata,
  client_reference_id: z.string().nullish(),
  payment_status: z.string().nullish(),
  payment_intent: Reference,
  charge: Reference,
  latest_charge: Reference,
  refunded: z.boolean().nullish(),
  reason: z.string().nullish(),
  closed_reason: z.string().nullish(),
  cancellation_reason: z.string().nullish(),
  next_action: z.looseObject({ type: z.string().nullish() }).nullish(),
  last_payment_error: Coded.nullish(),
  last_error: Coded.nullish(),
});

/** The fields of Stripe's objects that decide something here. */
export type StripeObject = z.infer<typeof StripeObject>;

/** The envelope of every event. */
export const StripeEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  /** Seconds. */
  created: z.int().min(946_684_800).max(4_102_444_799),
  data: z.looseObject({ object: z.unknown() }),
});

/** The stage that Stripe can be asked about by this object's id; `null` for none. */
export function askedBy(id: string): AskedStage | null {
  if (/^(pi|cs)_/.test(id)) return "payment";
  return id.startsWith("vs_") ? "verification" : null;
}

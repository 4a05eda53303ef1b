import { z } from "zod";
import { HoldId, Instant, OrderId, text } from "./primitives.ts";
import { TimeZone } from "./time-zone.ts";

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** Body of `PUT /members/{memberId}`. */
export const PutMember = z
  .strictObject({
    email: z.email().max(254),
    name: text(200),
    locale: text(35).refine(isLocale, { error: "must be a BCP 47 language tag" }).optional(),
    timeZone: TimeZone.optional(),
  })
  .meta({ id: "PutMember" });

/** Body of `PUT /members/{memberId}`. */
export type PutMember = z.infer<typeof PutMember>;

/** A member as the API answers it. */
export const Member = z
  .object({
    memberId: z.string(),
    email: z.string(),
    name: z.string(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
  })
  .meta({ id: "Member" });

/** A member as the API answers it. */
export type Member = z.infer<typeof Member>;

/** Body and answer of `PUT /members/{memberId}/notification-preferences`. */
export const NotificationPreferences = z
  .strictObject({
    orderUpdates: z.boolean().describe("Whether mail about the member's orders is wanted"),
  })
  .meta({ id: "NotificationPreferences" });

/** What a member wants to be told. */
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** The kinds of loyalty checkout intents. */
export const LoyaltyStepKind = z.enum(["redemption", "referral_share"]);

/** Where a loyalty step stands. */
export const LoyaltyStepStatus = z.enum(["pending", "resolved", "cancelled", "expired"]);

/** Body of `PUT /members/{memberId}/loyalty-steps/{externalId}`. */
export const PutLoyaltyStep = z
  .strictObject({
    kind: LoyaltyStepKind,
    status: LoyaltyStepStatus,
    title: text(200).describe("What the member has to do, in words the member reads"),
    orderId: OrderId.optional().describe(
      "The order it belongs to; none when it is of the member alone",
    ),
    expiresAt: Instant.optional().describe("When it closes by itself, and its hold is released"),
    holdId: HoldId.optional().describe("The hold that was placed for it"),
  })
  .meta({ id: "PutLoyaltyStep" });

/** Body of `PUT /members/{memberId}/loyalty-steps/{externalId}`. */
export type PutLoyaltyStep = z.infer<typeof PutLoyaltyStep>;

/** One open or closed thing the member had to do. */
export const LoyaltyStep = z
  .object({
    externalId: z.string(),
    kind: LoyaltyStepKind,
    status: LoyaltyStepStatus,
    title: z.string(),
    orderId: z.string().nullable(),
    expiresAt: z.string().nullable(),
    holdId: z.string().nullable(),
  })
  .meta({ id: "LoyaltyStep" });

/** One open or closed thing the member had to do. */
export type LoyaltyStep = z.infer<typeof LoyaltyStep>;

/** Answer of `GET /members/{memberId}/loyalty-steps`. */
export const LoyaltySteps = z.object({ items: z.array(LoyaltyStep) }).meta({ id: "LoyaltySteps" });

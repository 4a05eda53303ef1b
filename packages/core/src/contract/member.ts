import { z } from "zod";
import { EmailProblem, ReportedMailAddress } from "./mail-address.ts";
import { HoldId, Instant, Locale, OrderId, text } from "./primitives.ts";
import { TimeZone } from "./time-zone.ts";

/** Body of `PUT /members/{memberId}`. */
export const PutMember = z
  .strictObject({
    email: ReportedMailAddress.nullish().describe(
      "The member's mail address. One that can't be used is not kept, and `emailProblem` says why",
    ),
    name: text(200).nullish().describe("Mail greets the member by it; absent if the shop has none"),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
  })
  .meta({ id: "PutMember" });

/** Body of `PUT /members/{memberId}`. */
export type PutMember = z.infer<typeof PutMember>;

/** A member as the API answers it. */
export const Member = z
  .object({
    memberId: z.string(),
    email: z.string().nullable(),
    emailProblem: EmailProblem,
    name: z.string().nullable(),
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

/** The mail that a member wants. */
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** The kinds of loyalty checkout intents. */
const LoyaltyStepKind = z.enum(["redemption", "referral_share"]);

/** Where a loyalty step stands. */
const LoyaltyStepStatus = z.enum(["pending", "resolved", "cancelled", "expired"]);

/** Body of `PUT /members/{memberId}/loyalty-steps/{externalId}`. */
export const PutLoyaltyStep = z
  .strictObject({
    kind: LoyaltyStepKind,
    status: LoyaltyStepStatus,
    title: text(200).describe("What the member has to do, in words for the member"),
    orderId: OrderId.optional().describe(
      "The order it belongs to; absent if it belongs to no order",
    ),
    expiresAt: Instant.optional().describe(
      "When it closes automatically, and its hold is released",
    ),
    holdId: HoldId.optional().describe("The hold that was placed for it"),
  })
  .meta({ id: "PutLoyaltyStep" });

/** Body of `PUT /members/{memberId}/loyalty-steps/{externalId}`. */
export type PutLoyaltyStep = z.infer<typeof PutLoyaltyStep>;

/** One thing that the member has or had to do for points. */
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

/** One thing that the member has or had to do for points. */
export type LoyaltyStep = z.infer<typeof LoyaltyStep>;

/** Answer of `GET /members/{memberId}/loyalty-steps`. */
export const LoyaltySteps = z.object({ items: z.array(LoyaltyStep) }).meta({ id: "LoyaltySteps" });

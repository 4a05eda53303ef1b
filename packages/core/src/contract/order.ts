import { z } from "zod";
import { perRequirement, SILENCES, TERMS_KINDS } from "../domain/index.ts";
import { REFERENCE_RULES } from "../domain/providers.gen.ts";
import { EmailProblem } from "./mail-address.ts";
import { ORDER_DETAIL_FIELDS } from "./order-details.ts";
import { Terms } from "./payment.ts";
import { Instant, MAX_POINTS, Money, OrderId, OwnerId, text } from "./primitives.ts";
import { referenceBy } from "./provider-reference.ts";

/** Whether an order needs a stage. */
const Requirement = z.union([z.boolean(), z.literal("auto")], {
  error: "must be true, false or auto",
});

/** A payment or identity check at a provider. */
const ProviderReference = referenceBy(REFERENCE_RULES);

/** Body of `PUT /orders/{orderId}`. */
export const PutOrder = z
  .strictObject({
    orderNumber: text(64).describe("The number the shopper knows, such as 1042"),
    memberId: OwnerId.nullable().describe("Who owns the order; null for a guest"),
    ...ORDER_DETAIL_FIELDS,
    total: Money,
    requires: z
      .strictObject(perRequirement(() => Requirement.optional()))
      .optional()
      .describe(
        "Which stages this order requires; `auto`: once something is known of the stage. " +
          "The policy decides about those that are not named. What it requires may grow, but not shrink",
      ),
    redeemPoints: z
      .int()
      .min(0)
      .max(MAX_POINTS)
      .optional()
      .describe(
        "How many of the member's points the order redeems. They are held when the order is placed, and the " +
          "hold decides the loyalty stage; 0 makes that stage unneeded. Absent where the shop reports it itself",
      ),
    pointsValue: Money.optional().describe(
      "What the redeemed points stand for, and `total` is already less by. If the order goes on without its points, " +
        "the total grows by this",
    ),
    terms: Terms.optional().describe(
      "When it is to be paid, if not before anything else happens; nobody is asked to pay before then",
    ),
    promisedBy: Instant.optional().describe(
      "By when the shop promises to deliver. A delivery that is late is told to the shopper and to an operator",
    ),
    test: z.boolean().optional().describe("Whether it was placed only to test; nobody gets mail"),
    placedAt: Instant.optional().describe("When the shopper placed it; now when absent"),
    providerReferences: z
      .array(ProviderReference)
      .max(10)
      .optional()
      .describe(
        "The provider's objects of this order, so that webhooks find it and the provider can be asked about it",
      ),
  })
  .refine((body) => (body.redeemPoints ?? 0) === 0 || body.memberId !== null, {
    error: "a guest has no points to redeem",
    path: ["redeemPoints"],
  })
  .refine((body) => (body.redeemPoints ?? 0) === 0 || body.requires?.loyaltyHold !== false, {
    error: "an order that redeems points requires their hold",
    path: ["requires", "loyaltyHold"],
  })
  .refine(
    ({ pointsValue, total }) => (pointsValue?.currency ?? total.currency) === total.currency,
    {
      error: "must be in the currency of the total",
      path: ["pointsValue", "currency"],
    },
  )
  .superRefine(({ items, total }, context) => {
    if (context.issues.length > 0) return;
    // Nobody could say what such a line adds to the total. One is named: an order has thousands of lines.
    const at = items.findIndex(({ unitPrice }) => unitPrice.currency !== total.currency);
    if (at === -1) return;
    const path = ["items", at, "unitPrice", "currency"];
    context.addIssue({ code: "custom", message: "must be in the currency of the total", path });
  })
  .meta({ id: "PutOrder" });

/** Body of `PUT /orders/{orderId}`. */
export type PutOrder = z.infer<typeof PutOrder>;

/** An order as the API answers it. */
export const Order = z
  .object({
    orderId: OrderId,
    orderNumber: z.string(),
    memberId: z.string().nullable(),
    email: z.string().nullable().describe("The order's own address; null if it has none"),
    emailProblem: EmailProblem,
    total: z.object({ amount: z.int(), currency: z.string() }),
    items: z
      .array(
        z.object({
          title: z.string(),
          quantity: z.number(),
          unitPrice: z.object({ amount: z.int(), currency: z.string() }),
        }),
      )
      .describe("At most 500"),
    moreItems: z
      .object({ count: z.int(), amount: z.int().nullable() })
      .nullable()
      .describe("Lines that are not in `items`"),
    discount: z.int().nullable(),
    shipping: z.int().nullable(),
    tax: z.object({ amount: z.int(), included: z.boolean() }).nullable(),
    locale: z.string().nullable().describe("As reported, or read from the address"),
    timeZone: z.string().nullable().describe("As reported, or read from the address"),
    statusUrl: z.string().nullable(),
    channel: z.string().nullable(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    requires: z.object(perRequirement(() => Requirement)),
    redeemPoints: z.int().nullable().describe("null if the shop reports the loyalty stage itself"),
    pointsValue: z
      .object({ amount: z.int(), currency: z.string() })
      .nullable()
      .describe("What its points stand for; null if the shop has not said"),
    pointsWaived: z
      .boolean()
      .describe("Whether it goes on without its points; `total` then contains their value"),
    terms: z
      .object({ kind: z.enum(TERMS_KINDS), dueAt: z.string().nullable() })
      .nullable()
      .describe("null if the order is to be paid before anything else happens"),
    promisedBy: z.string().nullable().describe("By when the shop promised to deliver"),
    test: z.boolean().describe("Whether it was placed only to test"),
    silence: z
      .enum(SILENCES)
      .nullable()
      .describe("Why it is only followed, without prompts and alerts; null if it is not"),
    placedAt: z.string(),
  })
  .meta({ id: "Order" });

/** An order as the API answers it. */
export type Order = z.infer<typeof Order>;

/** Answer of `POST /orders/{orderId}/access-tokens`: opens this one order for its shopper. */
export const AccessToken = z
  .object({ token: z.string(), expiresAt: z.string() })
  .meta({ id: "AccessToken" });

/** Opens one order for its shopper. */
export type AccessToken = z.infer<typeof AccessToken>;

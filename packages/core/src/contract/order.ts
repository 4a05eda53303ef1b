import { z } from "zod";
import { Instant, MAX_POINTS, MemberId, Money, OrderId, text } from "./primitives.ts";

/** One line of an order. */
export const OrderItem = z.strictObject({
  title: text(200),
  quantity: z.int().min(1).max(100_000),
  unitPrice: Money,
});

/** A payment or identity check at a provider. */
export const ProviderReference = z.strictObject({
  provider: z.enum(["stripe"]),
  reference: z.string().regex(/^(pi|cs|vs)_[A-Za-z0-9_]{1,110}$/, {
    error: "must be the id of a payment intent, checkout session or verification session",
  }),
});

/** Body of `PUT /orders/{orderId}`. */
export const PutOrder = z
  .strictObject({
    orderNumber: text(64).describe("The number the shopper knows, such as 1042"),
    memberId: MemberId.nullable().describe("Who owns the order; null for a guest"),
    email: z.email().max(254).optional().describe("Where a guest can be reached"),
    total: Money,
    items: z.array(OrderItem).max(500),
    requires: z
      .strictObject({ verification: z.boolean().optional(), loyaltyHold: z.boolean().optional() })
      .optional()
      .describe("Which optional stages this order goes through; both when absent"),
    redeemPoints: z
      .int()
      .min(0)
      .max(MAX_POINTS)
      .optional()
      .describe(
        "How many of the member's points the order redeems. They are held when the order is placed, and the " +
          "hold decides the loyalty stage; 0 makes that stage unneeded. Absent where the shop reports it itself",
      ),
    placedAt: Instant.optional().describe("When the shopper placed it; now when absent"),
    providerReferences: z
      .array(ProviderReference)
      .max(10)
      .optional()
      .describe(
        "The provider's objects of this order: their webhooks find it, and the provider can be asked about it",
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
  .meta({ id: "PutOrder" });

/** Body of `PUT /orders/{orderId}`. */
export type PutOrder = z.infer<typeof PutOrder>;

/** An order as the API answers it. */
export const Order = z
  .object({
    orderId: OrderId,
    orderNumber: z.string(),
    memberId: z.string().nullable(),
    email: z.string().nullable(),
    total: z.object({ amount: z.int(), currency: z.string() }),
    items: z.array(
      z.object({
        title: z.string(),
        quantity: z.int(),
        unitPrice: z.object({ amount: z.int(), currency: z.string() }),
      }),
    ),
    requires: z.object({ verification: z.boolean(), loyaltyHold: z.boolean() }),
    redeemPoints: z
      .int()
      .nullable()
      .describe("null where the shop reports the loyalty stage itself"),
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

import "server-only";
import { createHash } from "node:crypto";
import type { AccessToken } from "@followthrough/core/contract";
import type { PricedCart } from "@/cart/cart";
import type { Receipt } from "@/orders/order-key";
import {
  type Answer,
  createAccessToken,
  creditPoints,
  putMember,
  putOrder,
} from "@/server/followthrough-api";
import type { Checkout } from "./checkout-form-data";
import { needsVerification, WELCOME_POINTS } from "./points-terms";

/** The ids of an order, and what the shopper keeps of it. */
export interface OrderDraft {
  readonly orderId: string;
  readonly memberId: string;
  readonly receipt: Receipt;
}

/**
 * Draws an order up. Its id is a digest of the form's attempt, which only this shopper's page knows:
 * sending the form again after an error finds the same order, and nobody can aim at somebody else's.
 * With points it is another order than without: what an order requires can't change once it is known.
 */
export function draftOrder(
  checkout: Pick<Checkout, "attempt" | "email">,
  cart: PricedCart,
  points: number,
  now: Date,
): OrderDraft {
  const order = digest(points > 0 ? `order with ${points} points` : "order", checkout.attempt);
  return {
    orderId: `ho_${order.toString("base64url").slice(0, 20)}`,
    memberId: memberIdOf(checkout.email),
    receipt: {
      number: `HO-${100_000 + (order.readUInt32BE(24) % 900_000)}`,
      email: checkout.email,
      placedAt: now.toISOString(),
      lines: cart.lines.map(({ product, quantity }) => ({
        slug: product.slug,
        quantity,
        unitCents: product.priceCents,
      })),
      pointsCents: points,
    },
  };
}

/**
 * Tells the API of the member, and of the order with the points that it redeems, and gets the shopper's token.
 * Every step may be repeated: after an error in the middle, sending the form again completes the order.
 */
export async function placeOrder(
  draft: OrderDraft,
  checkout: Checkout,
  cart: PricedCart,
): Promise<Answer<AccessToken>> {
  const { orderId, memberId, receipt } = draft;
  const { email, name, locale, timeZone } = checkout;
  const member = await putMember(memberId, {
    email,
    name,
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
  });
  if (!member.ok) return member;
  // The reference makes the credit happen once: a member who has had it gets nothing more.
  const welcome = await creditPoints(memberId, { reference: "welcome", points: WELCOME_POINTS });
  if (!welcome.ok) return welcome;
  const totalCents = cart.subtotalCents - receipt.pointsCents;
  const order = await putOrder(orderId, {
    orderNumber: receipt.number,
    memberId,
    total: eur(totalCents),
    items: cart.lines.map(({ product, quantity }) => ({
      title: product.name,
      quantity,
      unitPrice: eur(product.priceCents),
    })),
    requires: { verification: needsVerification(totalCents) },
    redeemPoints: receipt.pointsCents,
    ...(receipt.pointsCents > 0 && { pointsValue: eur(receipt.pointsCents) }),
    channel: "web",
  });
  if (!order.ok) return order;
  return createAccessToken(orderId);
}

/** There are no accounts here: an email address, in any capitalization, stands for a member. */
export function memberIdOf(email: string): string {
  return `mem_${digest("member", email.toLowerCase()).toString("hex").slice(0, 24)}`;
}

function digest(purpose: string, text: string): Buffer {
  return createHash("sha256").update(`${purpose}\n${text}`).digest();
}

function eur(amount: number) {
  return { amount, currency: "EUR" };
}

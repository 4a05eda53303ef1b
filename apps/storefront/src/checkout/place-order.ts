import "server-only";
import { createHash } from "node:crypto";
import type { AccessToken } from "@followthrough/core/contract";
import type { PricedCart } from "@/cart/cart";
import type { Receipt } from "@/orders/order-key";
import {
  type Answer,
  createAccessToken,
  putLoyaltyStep,
  putMember,
  putOrder,
} from "@/server/followthrough-api";
import type { Checkout } from "./checkout-form-data";
import { formatPoints, needsVerification, pointsValueCents } from "./points";

/** The ids of an order, and what the shopper keeps of it. */
export interface OrderDraft {
  readonly orderId: string;
  readonly memberId: string;
  readonly receipt: Receipt;
}

/**
 * Draws an order up. Its id is a digest of the form's attempt, which only this shopper's page knows:
 * sending the form again after a fault finds the same order, and nobody can aim at somebody else's.
 * With points it is another order than without: what an order requires can't change once it is known.
 */
export function draftOrder(
  checkout: Pick<Checkout, "attempt" | "email">,
  cart: PricedCart,
  usePoints: boolean,
  now: Date,
): OrderDraft {
  const order = digest(usePoints ? "order with points" : "order", checkout.attempt);
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
      pointsCents: usePoints ? pointsValueCents(cart.subtotalCents) : 0,
    },
  };
}

/**
 * Tells the API of the member, the order and the points it means to use, and gets the shopper's token.
 * Every step may be repeated, so that a fault in the middle is mended by sending the form again.
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
    requires: {
      verification: needsVerification(totalCents),
      loyaltyHold: receipt.pointsCents > 0,
    },
  });
  if (!order.ok) return order;
  if (receipt.pointsCents > 0) {
    const step = await putLoyaltyStep(memberId, pointsStepId(memberId, orderId), {
      kind: "redemption",
      status: "pending",
      title: `Confirm using ${formatPoints(receipt.pointsCents)} for order ${receipt.number}`,
      orderId,
    });
    if (!step.ok) return step;
  }
  return createAccessToken(orderId);
}

/**
 * Names the points step of an order. It begins with the member's id, so that whoever opens the order
 * from a mail, where the shop knows the order alone, can still have the step resolved.
 */
function pointsStepId(memberId: string, orderId: string): string {
  return `${memberId}.${orderId}`;
}

/** The member a points step belongs to, or `null` when this shop didn't name it. */
export function memberOfPointsStep(externalId: string): string | null {
  return /^(mem_[0-9a-f]{24})\./.exec(externalId)?.[1] ?? null;
}

/** There are no accounts here: a member is whoever answers at an address, however it is capitalised. */
function memberIdOf(email: string): string {
  return `mem_${digest("member", email.toLowerCase()).toString("hex").slice(0, 24)}`;
}

function digest(purpose: string, text: string): Buffer {
  return createHash("sha256").update(`${purpose}\n${text}`).digest();
}

function eur(amount: number) {
  return { amount, currency: "EUR" };
}

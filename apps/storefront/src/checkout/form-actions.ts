"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { priceCart } from "@/cart/cart";
import { readCart, writeCart } from "@/cart/cart-cookie";
import { isBypassed } from "@/server/bypass";
import type { Refusal } from "@/server/followthrough-api";
import { findOrderKey, keepOrderKey } from "@/server/order-keys";
import { stageHref } from "@/stages/stage-href";
import { Checkout, OfferedPoints, TypedCheckout } from "./checkout-form-data";
import type { CheckoutState } from "./checkout-state";
import { draftOrder, placeOrder } from "./place-order";
import { pointsValueCents } from "./points-terms";

const PROBLEMS = {
  unavailable:
    "We can’t reach our checkout right now. Your cart and what you typed are still here. Please try again in a moment.",
  points:
    "There are fewer points in this account than the order was to use. Please place it without them.",
  rejected:
    "Our checkout did not accept it. Your cart is still here. Please reload this page, then place the order again.",
} as const;

/**
 * Places the order of this browser's cart and goes on to its payment. Errors come back with
 * the values that were typed; the cart is emptied only after the order is safely placed.
 */
export async function submitCheckout(_: CheckoutState, form: FormData): Promise<CheckoutState> {
  const fields = Object.fromEntries(form);
  const typed = TypedCheckout.parse(fields);
  const checkout = Checkout.safeParse({ ...fields, email: typed.email, name: typed.name });
  if (!checkout.success) return sendBack(typed, checkout.error);

  const cart = priceCart(await readCart());
  const offered = typed.usePoints ? OfferedPoints.parse(fields.points) : 0;
  const points = pointsValueCents(offered, cart.subtotalCents);
  const draft = draftOrder(checkout.data, cart, points, new Date());
  // The form of an order that is placed already, sent again from an old tab.
  if ((await findOrderKey(draft.orderId)).found) redirect(stageHref("payment", draft.orderId));
  if (cart.lines.length === 0) redirect("/cart");

  if (isBypassed()) {
    await keepOrderKey(draft.orderId, "bypass", draft.receipt);
  } else {
    const placed = await placeOrder(draft, checkout.data, cart);
    if (!placed.ok) {
      const problem = PROBLEMS[problemOf(placed.refusal)];
      return { errors: {}, problem, values: typed };
    }
    await keepOrderKey(draft.orderId, placed.value.token, draft.receipt);
  }
  await writeCart([]);
  redirect(stageHref("payment", draft.orderId));
}

function problemOf(refusal: Refusal): keyof typeof PROBLEMS {
  if (refusal === "insufficient_points") return "points";
  return refusal === "unreachable" ? "unavailable" : "rejected";
}

function sendBack(values: CheckoutState["values"], error: z.ZodError<Checkout>): CheckoutState {
  const { email, name, attempt } = z.flattenError(error).fieldErrors;
  return {
    errors: {
      ...(email?.[0] !== undefined && { email: email[0] }),
      ...(name?.[0] !== undefined && { name: name[0] }),
    },
    problem: attempt === undefined ? null : "Please reload this page, then place the order again.",
    values,
  };
}

"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { isBypassed } from "@/server/bypass";
import { cancelOrder } from "@/server/followthrough-api";
import { readShopperOrder } from "@/server/shopper-order";
import { orderHref } from "@/stages/stage-href";

/** Calls an order off for its shopper, whose token is checked first; its page then says where it stands. */
export async function cancelForShopper(form: FormData): Promise<void> {
  const orderId = String(form.get("orderId"));
  const read = await readShopperOrder(orderId);
  if (read.open && !isBypassed()) await cancelOrder(orderId, "Called off by the shopper");
  // The browser is on this page already. Without this it keeps the one that offers to cancel.
  revalidatePath("/checkout/success");
  redirect(orderHref(orderId));
}

"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { isBypassed } from "@/server/bypass";
import { waivePoints } from "@/server/followthrough-api";
import { readKey } from "@/server/shopper-order";
import { orderHref } from "@/stages/stage-href";

/** Lets an order go on without its points for its shopper; its page then says what is left to pay. */
export async function waiveForShopper(form: FormData): Promise<void> {
  const orderId = String(form.get("orderId"));
  const access = await readKey(orderId);
  if (access.open && !isBypassed()) await waivePoints(access.key, "Chosen by the shopper");
  // The browser is on this page already. Without this it keeps the one that offers to go on without points.
  revalidatePath("/checkout/success");
  redirect(orderHref(orderId));
}

"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { ProductSlug } from "@/catalog/products";
import { addPiece, MAX_QUANTITY, setQuantity } from "./cart";
import { readCart, writeCart } from "./cart-cookie";

const Addition = z.object({ slug: ProductSlug });
const Change = z.object({
  slug: ProductSlug,
  quantity: z.coerce.number().int().min(0).max(MAX_QUANTITY),
});

/** Puts one piece into the cart and shows the cart. A form that names no piece changes nothing. */
export async function addToCart(form: FormData): Promise<void> {
  const addition = Addition.safeParse({ slug: form.get("slug") });
  if (addition.success) await writeCart(addPiece(await readCart(), addition.data.slug));
  redirect("/cart");
}

/** Sets how many of a piece are wanted; 0 takes it out. */
export async function changeQuantity(form: FormData): Promise<void> {
  const change = Change.safeParse({ slug: form.get("slug"), quantity: form.get("quantity") });
  if (!change.success) return;
  await writeCart(setQuantity(await readCart(), change.data.slug, change.data.quantity));
}

import "server-only";
import { cookies } from "next/headers";
import { parseJson } from "@/server/parse-json";
import { shopCookie } from "@/server/shop-cookie";
import { Cart } from "./cart";

const NAME = "ho_cart";
const KEPT_SECONDS = 60 * 60 * 24 * 30;

/** The cart of this request; an unreadable cookie is an empty cart, never an error page. */
export async function readCart(): Promise<Cart> {
  const cookie = (await cookies()).get(NAME);
  const parsed = Cart.safeParse(parseJson(cookie?.value));
  return parsed.success ? parsed.data : [];
}

/** Keeps a cart for a month; an empty one is forgotten at once. For server actions only. */
export async function writeCart(cart: Cart): Promise<void> {
  const jar = await cookies();
  if (cart.length === 0) jar.delete(NAME);
  else jar.set(NAME, JSON.stringify(cart), await shopCookie(KEPT_SECONDS));
}

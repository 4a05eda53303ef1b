import "server-only";
import { createHash } from "node:crypto";
import { cookies } from "next/headers";
import { OrderKey, type Receipt } from "@/orders/order-key";
import { parseJson } from "./parse-json";
import { shopCookie } from "./shop-cookie";

const PREFIX = "ho_order_";
/** Five cookies of at most about 1.5 kB each stay well under what servers take as one header. */
const KEPT_ORDERS = 5;
const KEPT_SECONDS = 60 * 60 * 24 * 30;

/** Whether this browser can open an order; `none` when it can open no order at all. */
export type KeyLookup =
  | { readonly found: true; readonly key: OrderKey }
  | { readonly found: false; readonly holds: "none" | "other_orders" };

/** Finds this browser's key to an order. That it is there proves nothing yet: the API checks its token. */
export async function findOrderKey(orderId: string): Promise<KeyLookup> {
  const keys = await readKeys();
  const key = keys.find((candidate) => candidate.orderId === orderId);
  if (key !== undefined) return { found: true, key };
  return { found: false, holds: keys.length === 0 ? "none" : "other_orders" };
}

/** This browser's key to the order that was placed or opened last, if there is one. */
export async function latestOrderKey(): Promise<OrderKey | null> {
  return (await readKeys()).toSorted((a, b) => b.savedAt - a.savedAt)[0] ?? null;
}

/**
 * Keeps the key to an order, in place of an older one to the same order; the oldest order makes room.
 * A key from a mail has no receipt, and keeps the one that is there. For actions and route handlers.
 */
export async function keepOrderKey(
  orderId: string,
  token: string,
  receipt: Receipt | null,
): Promise<void> {
  const jar = await cookies();
  const keys = await readKeys();
  const others = keys.filter((key) => key.orderId !== orderId);
  const known = keys.find((key) => key.orderId === orderId);
  const newestFirst = others.toSorted((a, b) => b.savedAt - a.savedAt);
  for (const key of newestFirst.slice(KEPT_ORDERS - 1)) jar.delete(cookieName(key.orderId));
  const key: OrderKey = {
    orderId,
    token,
    savedAt: Date.now(),
    receipt: receipt ?? known?.receipt ?? null,
  };
  jar.set(cookieName(orderId), encode(key), await shopCookie(KEPT_SECONDS));
}

async function readKeys(): Promise<OrderKey[]> {
  const cookiesOfOrders = (await cookies()).getAll().filter(({ name }) => name.startsWith(PREFIX));
  return cookiesOfOrders.flatMap(({ name, value }) => {
    const parsed = OrderKey.safeParse(decode(value));
    return parsed.success && cookieName(parsed.data.orderId) === name ? [parsed.data] : [];
  });
}

/** Order ids may hold characters that cookie names may not. */
function cookieName(orderId: string): string {
  return PREFIX + createHash("sha256").update(orderId).digest("hex").slice(0, 16);
}

function encode(key: OrderKey): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

function decode(value: string): unknown {
  return parseJson(Buffer.from(value, "base64url").toString());
}

import type { AccessToken } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { readClock } from "../../platform/postgres/clock.ts";
import { iso } from "../../platform/postgres/times.ts";
import { type Result, succeed } from "../../platform/result.ts";
import { readOrder } from "../sql/orders.ts";
import { orderUnknown } from "../unknown.ts";
import type { LinkTokens } from "./link-tokens.ts";

/** How long a shopper's link or cookie opens an order. */
export const ORDER_TOKEN_MS = 14 * 24 * 60 * 60_000;

/** Makes the token that opens one order for its shopper. */
export async function issueOrderToken(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  orderId: string,
): Promise<Result<AccessToken>> {
  const read = await readOrder(pool, orderId);
  if (read === null) return orderUnknown(orderId);
  const { token, expiresAt } = links.issue("order", orderId, ORDER_TOKEN_MS, read.now);
  return succeed({ token, expiresAt: iso(expiresAt) });
}

/** Whether a shopper's token opens this order now. */
export async function opensOrder(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  orderId: string,
  token: string,
): Promise<boolean> {
  return links.verify("order", token, await readClock(pool)) === orderId;
}

import type { SignedIn } from "@followthrough/core/contract";
import { readClock } from "../db/health.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import { type Committed, commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { eventOf, type PlainAction } from "./order-action-event.ts";
import { ORDER_TOKEN_MS } from "./order-token.ts";
import type { Refusal } from "./result.ts";

/** With what an operator acts on an order: the version that they saw, and the key of this one click. */
export interface OperatorRequest {
  readonly by: SignedIn;
  readonly idempotencyKey: string;
  readonly version: number;
}

/** Does what an operator asked for, and leaves it in the timeline under their name. */
export function operateOrder(
  context: Context,
  orderId: string,
  action: PlainAction,
  { by, idempotencyKey, version }: OperatorRequest,
): Promise<Committed<null> | Refusal> {
  return commitEvent(context, orderId, eventOf(action, by.name), {
    idempotencyKey,
    requestHash: hashRequest("operate", orderId, action, by.operatorId),
    expectedVersion: version,
    answerOf: () => null,
  });
}

/**
 * The link by which a shopper comes back to an order. Made after its issue stands in the timeline, and kept
 * nowhere: it opens the order.
 */
export async function makeResumeLink(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  storefrontUrl: string,
  orderId: string,
): Promise<string> {
  const { token } = links.issue("order", orderId, ORDER_TOKEN_MS, await readClock(pool));
  const resume = new URL(`${storefrontUrl}/checkout/resume`);
  resume.search = String(new URLSearchParams({ order: orderId, token }));
  return resume.href;
}

import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { LinkTokens } from "../lifecycle/links/link-tokens.ts";
import { resumeLink } from "../lifecycle/links/resume-link.ts";
import type { OperatorRequest } from "../lifecycle/operator-request.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { recordWaiver } from "../lifecycle/waive-points.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import type { Refusal } from "../platform/result.ts";
import { eventOf, type PlainAction } from "./order-action-event.ts";

/** Performs an operator's action, and records it in the timeline under their name. */
export function actOnOrder(
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
    ...(action.action === "waive_points"
      ? { alongside: (tx: Tx) => recordWaiver(tx, orderId) }
      : {}),
  });
}

/**
 * The link that leads a shopper back to an order: the shop's own, or one that is made for it. Call it after the timeline records that a link was issued. The
 * link is not stored anywhere, because it opens the order.
 */
export async function makeResumeLink(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  storefrontUrl: string,
  orderId: string,
): Promise<string> {
  const read = await readOrder(pool, orderId);
  if (read === null) throw new Error("An order that was acted on is known");
  return read.order.statusUrl ?? resumeLink({ links, storefrontUrl }, orderId, read.now);
}

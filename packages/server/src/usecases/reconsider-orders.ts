import type { ReconsiderEvent } from "@followthrough/core/domain";
import { listOrdersDecidedFor } from "../db/members-orders.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";

/**
 * Makes a member's open orders due again whose latest decision was made for one of these reasons.
 *
 * @param isMeant which of them; all when absent
 */
export async function reconsiderOrders(
  context: Context,
  memberId: string,
  reasons: readonly string[],
  event: ReconsiderEvent,
  isMeant: (orderId: string) => boolean = () => true,
): Promise<void> {
  const orderIds = await listOrdersDecidedFor(context.pool, memberId, reasons);
  for (const orderId of orderIds.filter(isMeant)) {
    const result = await commitEvent(context, orderId, event, {
      idempotencyKey: undefined,
      requestHash: hashRequest("reconsidered", orderId),
      expectedVersion: undefined,
      answerOf: () => null,
    });
    if (!result.ok) context.log.debug({ orderId, code: result.code }, "not reconsidered");
  }
}

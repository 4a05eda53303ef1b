import { type HeldPoints, type HoldNews, tellOfHold } from "@followthrough/core/domain";
import type { OperationRequest } from "../ledger/sql/operation-request.ts";
import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import type { Refusal } from "../platform/result.ts";

/**
 * Records in an order's timeline what happens to its hold, and applies the ledger operation in the same transaction.
 */
export function reportHoldToOrder(
  context: Context,
  orderId: string,
  news: HoldNews,
  held: HeldPoints,
  operation?: OperationRequest,
  alongside?: (tx: Tx) => Promise<Refusal | null>,
): Promise<Committed<null> | Refusal> {
  return commitEvent(context, orderId, tellOfHold(news, held), {
    idempotencyKey: undefined,
    requestHash: hashRequest(news, held.holdId),
    expectedVersion: undefined,
    answerOf: () => null,
    ...(operation === undefined ? {} : { operation }),
    ...(alongside === undefined ? {} : { alongside }),
  });
}

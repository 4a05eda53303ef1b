import { type HeldPoints, type HoldNews, tellOfHold } from "@followthrough/core/domain";
import type { Tx } from "../db/database.ts";
import type { AskedOperation } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import { type Committed, commitEvent } from "./commit-event.ts";
import { hashRequest } from "./event-outcome.ts";
import type { Refusal } from "./result.ts";

/**
 * Records in an order's timeline what becomes of its hold, together with what that does to the ledger: both or
 * neither.
 */
export function tellOrderOfHold(
  context: CommitContext,
  orderId: string,
  news: HoldNews,
  held: HeldPoints,
  operation?: AskedOperation,
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

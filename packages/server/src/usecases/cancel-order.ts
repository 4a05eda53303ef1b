import type { EventOutcome, PostCancel } from "@followthrough/core/contract";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import type { RequestOptions } from "./record-event.ts";
import type { Refusal } from "./result.ts";

/** Calls an order off; what was about to be sent for it is withdrawn in the same transaction. */
export function cancelOrder(
  context: Context,
  orderId: string,
  { reason }: PostCancel,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = { kind: "cancelled", note: reason ?? null, actor: "api" } as const;
  return context.commits.commit(orderId, event, {
    idempotencyKey,
    requestHash: hashRequest("cancel", orderId, reason),
    expectedVersion,
    answerOf: (entry) => outcomeOf(orderId, entry),
  });
}

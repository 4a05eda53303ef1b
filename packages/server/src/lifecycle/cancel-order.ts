import type { EventOutcome, PostCancel } from "@followthrough/core/contract";
import type { Committed, RequestOptions } from "../platform/change.ts";
import type { Refusal } from "../platform/result.ts";
import { answerOfEntry } from "./commit/event-answer.ts";
import { hashRequest } from "./commit/request-hash.ts";
import type { LifecycleContext } from "./lifecycle-context.ts";

/** Cancels an order. Prompts that were about to be sent for it are withdrawn in the same transaction. */
export function cancelOrder(
  context: LifecycleContext,
  orderId: string,
  { reason }: PostCancel,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = { kind: "cancelled", note: reason ?? null, actor: "api" } as const;
  return context.commits.commit(orderId, event, {
    idempotencyKey,
    requestHash: hashRequest("cancel", orderId, reason),
    expectedVersion,
    answerOf: (entry) => answerOfEntry(orderId, entry),
  });
}

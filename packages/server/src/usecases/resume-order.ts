import type { EventOutcome, PostResume } from "@followthrough/core/contract";
import { type Committed, commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { RequestOptions } from "./record-event.ts";
import type { Refusal } from "./result.ts";

/** Ends a pause before its time; what fell due meanwhile is due at once. */
export function resumeOrder(
  context: Context,
  orderId: string,
  body: PostResume,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = { kind: "resumed", note: body.reason, actor: operatorName(body) } as const;
  return commitEvent(context, orderId, event, {
    idempotencyKey,
    requestHash: hashRequest("resume", orderId, body),
    expectedVersion,
    answerOf: (entry) => outcomeOf(orderId, entry),
  });
}

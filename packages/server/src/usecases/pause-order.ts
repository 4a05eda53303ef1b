import type { EventOutcome, PostPause } from "@followthrough/core/contract";
import { type Committed, commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { RequestOptions } from "./record-event.ts";
import type { Refusal } from "./result.ts";

/** Holds recovery of an order back until then; what was about to be sent for it is withdrawn. */
export function pauseOrder(
  context: Context,
  orderId: string,
  body: PostPause,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = {
    kind: "paused",
    until: Date.parse(body.until),
    note: body.reason,
    actor: operatorName(body),
  } as const;
  return commitEvent(context, orderId, event, {
    idempotencyKey,
    requestHash: hashRequest("pause", orderId, body),
    expectedVersion,
    answerOf: (entry) => outcomeOf(orderId, entry),
  });
}

import type { EventOutcome, PostPause } from "@followthrough/core/contract";
import type { Committed, RequestOptions } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Refusal } from "../platform/result.ts";
import { commitEvent } from "./commit/commit-event.ts";
import { answerOfEntry } from "./commit/event-answer.ts";
import { hashRequest } from "./commit/request-hash.ts";
import { operatorName } from "./operator-name.ts";

/** Pauses recovery of an order until the given time. Prompts that were about to be sent for it are withdrawn. */
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
    answerOf: (entry) => answerOfEntry(orderId, entry),
  });
}

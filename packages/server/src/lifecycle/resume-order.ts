import type { EventOutcome, PostResume } from "@followthrough/core/contract";
import type { Committed, RequestOptions } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Refusal } from "../platform/result.ts";
import { commitEvent } from "./commit/commit-event.ts";
import { answerOfEntry } from "./commit/event-answer.ts";
import { hashRequest } from "./commit/request-hash.ts";
import { operatorName } from "./operator-name.ts";

/** Ends a pause early. If the order became due during the pause, it is due at once. */
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
    answerOf: (entry) => answerOfEntry(orderId, entry),
  });
}

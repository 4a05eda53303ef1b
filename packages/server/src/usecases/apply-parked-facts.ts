import { settleParked } from "../db/inbox.ts";
import { type ParkedFact, readParkedFacts, unparkFact } from "../db/parked-facts.ts";
import type { CommitContext } from "./commit-context.ts";
import { commitEvent } from "./commit-event.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";

/**
 * Applies what waited for an order that is known now. Each fact is recorded before it is forgotten; a crash in
 * between records nothing twice.
 */
export async function applyParkedFacts(context: CommitContext, orderId: string): Promise<void> {
  for (const fact of await readParkedFacts(context.pool, orderId)) {
    const { event, source, sourceEventId } = fact;
    const result = await commitEvent(context, orderId, event, {
      idempotencyKey: keyOf(fact),
      requestHash: hashRequest("parked", orderId, event),
      expectedVersion: undefined,
      answerOf: (entry) => outcomeOf(orderId, entry),
    });
    // A cancellation of an order that is closed has come about already.
    if (result.ok || result.code === "orchestration_closed") {
      await unparkFact(context.pool, orderId, { source, sourceEventId });
      await settleParked(context.pool, inboxIdsOf(fact), orderId);
    } else {
      context.log.warn({ orderId, code: result.code }, "a parked fact could not be applied yet");
    }
  }
}

/** A stage's report is known by its source and id; a cancellation by this key. */
function keyOf({ event, source, sourceEventId }: ParkedFact): string | undefined {
  return event.kind === "cancelled" ? `${source}:${sourceEventId}` : undefined;
}

function inboxIdsOf({ event }: ParkedFact): string[] {
  const inboxId = event.payload?.inboxId;
  const isOurs = event.actor === "webhook" && typeof inboxId === "string";
  return isOurs ? [inboxId] : [];
}

import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import { answerOfEntry } from "../lifecycle/commit/event-answer.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { Context } from "../platform/context.ts";
import {
  markParkedApplied,
  type ParkedEvent,
  type ParkedFact,
  readParkedFacts,
  unparkFact,
} from "./sql/parked-facts.ts";

/**
 * Applies the facts that were parked until this order was reported. Each fact is recorded before its row is deleted,
 * and a crash in between records nothing twice.
 */
export async function applyParkedFacts(context: Context, orderId: string): Promise<void> {
  for (const fact of await readParkedFacts(context.pool, orderId)) {
    const { event, source, sourceEventId } = fact;
    const commit = (parked: ParkedEvent) =>
      commitEvent(context, orderId, parked, {
        idempotencyKey: keyOf(fact),
        requestHash: hashRequest("parked", orderId, event),
        expectedVersion: undefined,
        answerOf: (entry) => answerOfEntry(orderId, entry),
      });
    const whole = await commit(event);
    const isTooLarge = !whole.ok && whole.code === "metadata_too_large";
    const result = isTooLarge ? await commit(withoutMetadata(event)) : whole;
    // The cancellation of a closed order has nothing left to do.
    if (result.ok || result.code === "orchestration_closed") {
      await unparkFact(context.pool, orderId, { source, sourceEventId });
      await markParkedApplied(context.pool, inboxIdsOf(fact), orderId);
    } else {
      context.log.warn({ orderId, code: result.code }, "a parked fact could not be applied yet");
    }
  }
}

/** The fact was accepted when it came, so only what does not fit is left out, and the entry says so. */
function withoutMetadata(event: ParkedEvent): ParkedEvent {
  if (event.kind !== "stage") return event;
  const payload = {
    ...event.payload,
    metadataLeftOut: Object.keys(event.metadataPatch ?? {}).length,
  };
  return { ...event, metadataPatch: null, payload };
}

/** Facts about stages are recognized by their source and id, and cancellations by this key. */
function keyOf({ event, source, sourceEventId }: ParkedFact): string | undefined {
  return event.kind === "cancelled" ? `${source}:${sourceEventId}` : undefined;
}

function inboxIdsOf({ event }: ParkedFact): string[] {
  const inboxId = event.payload?.inboxId;
  const isOurs = event.actor === "webhook" && typeof inboxId === "string";
  return isOurs ? [inboxId] : [];
}

import type { EventOutcome } from "@followthrough/core/contract";
import type { Entry } from "@followthrough/core/domain";
import { isoOrNull } from "../../platform/postgres/times.ts";

/** What became of an event, derived from its timeline entry alone so that a repeat gets the same answer. */
export function answerOfEntry(
  orderId: string,
  { disposition, version, after }: Entry,
): EventOutcome {
  const { currentStage, status, waitingOn } = after;
  const nextActionAt = isoOrNull(after.nextActionAt);
  return { orderId, disposition, version, currentStage, status, waitingOn, nextActionAt };
}

import type { EventOutcome, PostEvent } from "@followthrough/core/contract";
import type { StageEvent } from "@followthrough/core/domain";
import { parkFact, unparkFact } from "../db/parked-facts.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest, outcomeOf } from "./event-outcome.ts";
import type { Refusal } from "./result.ts";

/** What a caller may send along with a change. */
export interface RequestOptions {
  readonly idempotencyKey: string | undefined;
  readonly expectedVersion: number | undefined;
}

/**
 * Records what was said of a stage. A command is answered or refused; a provider's fact is never refused
 * for its timing, and waits where its order is not known yet.
 */
export async function recordEvent(
  context: Context,
  orderId: string,
  body: PostEvent,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = toStageEvent(body);
  const commit = () =>
    context.commits.commit(orderId, event, {
      idempotencyKey,
      requestHash: hashRequest("event", orderId, body),
      expectedVersion,
      answerOf: (entry) => outcomeOf(orderId, entry),
    });

  const result = await commit();
  if (result.ok || result.code !== "order_unknown" || event.source === null) return result;
  await parkFact(context.pool, orderId, event);
  // The order may have come between the look and the parking; then nobody would come back for the fact.
  const again = await commit();
  if (!again.ok && again.code === "order_unknown") {
    return { ok: true, answer: parkedOutcome(orderId), replayed: false };
  }
  if (again.ok) await unparkFact(context.pool, orderId, event);
  return again;
}

function toStageEvent(body: PostEvent): StageEvent {
  return {
    kind: "stage",
    stage: body.stage,
    status: body.status,
    reopens: body.reopens ?? false,
    occurredAt: timeOrNull(body.occurredAt),
    source: body.source ?? null,
    sourceEventId: body.sourceEventId ?? null,
    waitingOn: body.waitingOn ?? null,
    nextActionAt: timeOrNull(body.nextActionAt),
    note: body.note ?? null,
    payload: body.payload ?? null,
    metadataPatch: body.metadataPatch ?? null,
    actor: "api",
  };
}

function timeOrNull(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time);
}

function parkedOutcome(orderId: string): EventOutcome {
  return {
    orderId,
    disposition: "parked",
    version: 0,
    currentStage: null,
    status: null,
    waitingOn: null,
    nextActionAt: null,
  };
}

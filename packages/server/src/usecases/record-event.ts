import type { EventOutcome, PostEvent } from "@followthrough/core/contract";
import type { Entry, StageEvent } from "@followthrough/core/domain";
import type { Committed } from "./commit-event.ts";
import { commitFact } from "./commit-fact.ts";
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
  const options = {
    idempotencyKey,
    requestHash: hashRequest("event", orderId, body),
    expectedVersion,
    answerOf: (entry: Entry) => outcomeOf(orderId, entry),
  };
  const { source, sourceEventId } = event;
  if (source === null || sourceEventId === null) {
    return context.commits.commit(orderId, event, options);
  }
  const result = await commitFact(context, orderId, { source, sourceEventId }, event, options);
  return result ?? { ok: true, answer: parkedOutcome(orderId), replayed: false };
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

import {
  type EventOutcome,
  type PostEvent,
  readCheck,
  readParcel,
  readPayment,
} from "@followthrough/core/contract";
import { AS_OF_EVENT, type Entry, type StageEvent } from "@followthrough/core/domain";
import { readNote } from "@followthrough/core/words";
import { answerOfEntry } from "../lifecycle/commit/event-answer.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { LifecycleContext } from "../lifecycle/lifecycle-context.ts";
import type { Committed, RequestOptions } from "../platform/change.ts";
import type { Refusal } from "../platform/result.ts";
import { recordOrPark } from "./record-or-park.ts";

/**
 * Records an event about a stage. A command is answered or refused. A provider's fact is never refused for its
 * timing, and is parked if its order is not yet known.
 */
export async function recordEvent(
  context: LifecycleContext,
  orderId: string,
  body: PostEvent,
  { idempotencyKey, expectedVersion }: RequestOptions,
): Promise<Committed<EventOutcome> | Refusal> {
  const event = toStageEvent(body);
  const options = {
    idempotencyKey,
    requestHash: hashRequest("event", orderId, body),
    expectedVersion,
    answerOf: (entry: Entry) => answerOfEntry(orderId, entry),
  };
  const { source, sourceEventId } = event;
  if (source === null || sourceEventId === null) {
    return context.commits.commit(orderId, event, options);
  }
  const result = await recordOrPark(context, orderId, { source, sourceEventId }, event, options);
  return result ?? { ok: true, answer: parkedOutcome(orderId), replayed: false };
}

function toStageEvent(body: PostEvent): StageEvent {
  const { payment, check, parcel } = body;
  const occurredAt = timeOrNull(body.occurredAt);
  const asOf = occurredAt ?? AS_OF_EVENT;
  return {
    kind: "stage",
    stage: body.stage,
    status: body.status,
    reopens: body.reopens ?? false,
    occurredAt,
    source: body.source ?? null,
    sourceEventId: body.sourceEventId ?? null,
    waitingOn: body.waitingOn ?? null,
    nextActionAt: timeOrNull(body.nextActionAt),
    note: body.note === undefined ? null : readNote(body.note),
    payload: body.payload ?? null,
    metadataPatch: body.metadataPatch ?? null,
    ...(payment === undefined ? {} : { payments: [readPayment(payment, asOf)] }),
    ...(check === undefined ? {} : { checks: [readCheck(check, asOf)] }),
    ...(parcel === undefined ? {} : { parcels: [readParcel(parcel, asOf)] }),
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

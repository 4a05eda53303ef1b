import {
  type Entry,
  type OrchestrationEvent,
  type RecoveryPolicy,
  transition,
} from "@followthrough/core/domain";
import type { TransitionContext, TransitionQuestion } from "../db/read-for-transitions.ts";
import type { AskedOperation, TransitionWrite } from "../db/write-transitions.ts";
import { type Refusal, refuse } from "./result.ts";

/** What comes with an event beside the event. */
export interface EventOptions<Answer> {
  /** The caller's key; the same again gets the stored answer. */
  readonly idempotencyKey: string | undefined;
  /** Tells a retry from another request with the same key. */
  readonly requestHash: string;
  /** The version that the caller decided on. */
  readonly expectedVersion: number | undefined;
  /** Makes the answer from the entry alone, so that a repeat of a recorded fact gets the same one. */
  readonly answerOf: (entry: Entry) => Answer;
  /** What has to be done on the ledger for the event to be true. */
  readonly operation?: AskedOperation;
}

/** An event of one order, as its caller sent it. */
export interface AskedEvent<Answer> {
  readonly orderId: string;
  readonly event: OrchestrationEvent;
  readonly options: EventOptions<Answer>;
}

/** An event that is in the timeline, now or since an earlier request. */
export interface Committed<Answer> {
  readonly ok: true;
  readonly answer: Answer;
  readonly replayed: boolean;
}

/** An accepted event: what has to be written before it is answered. */
export interface Accepted<Answer> {
  readonly write: TransitionWrite;
  readonly answer: Answer;
}

/** `missing`: the order is known and has no orchestration yet. */
export type EventDecision<Answer> = Accepted<Answer> | Committed<Answer> | Refusal | "missing";

/** Whether something has to be written. */
export function isAccepted<Answer, Other>(
  decision: Accepted<Answer> | Other,
): decision is Accepted<Answer> {
  return typeof decision === "object" && decision !== null && "write" in decision;
}

/** What has to be read to decide an event. */
export function questionOf({ orderId, event, options }: AskedEvent<unknown>): TransitionQuestion {
  const isReport = event.kind === "stage";
  return {
    orderId,
    idempotencyKey: options.idempotencyKey ?? null,
    report: {
      source: isReport ? event.source : null,
      sourceEventId: isReport ? event.sourceEventId : null,
    },
  };
}

/** Whether the same request again is seen to be the same: by its key, or as a source's report. */
export function isRecognisable({ event, options }: AskedEvent<unknown>): boolean {
  return options.idempotencyKey !== undefined || (event.kind === "stage" && event.source !== null);
}

/**
 * Decides one event on what was read. Checks in this order: is the order known, was this request seen before,
 * is it at the expected version, does its state allow the event.
 *
 * @param read `null` when the order is unknown
 */
export function decideEvent<Answer>(
  policy: RecoveryPolicy,
  { orderId, event, options }: AskedEvent<Answer>,
  read: TransitionContext | null,
): EventDecision<Answer> {
  const { expectedVersion, idempotencyKey: key, requestHash, answerOf } = options;
  if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
  const seen = seenBefore(read, options);
  if (seen !== null) return seen;
  const { orchestration: state, now } = read;
  if (state === null) return "missing";
  if (expectedVersion !== undefined && expectedVersion !== state.version) {
    return refuse("precondition_failed", `The order is at version ${state.version}.`);
  }
  const decided = transition(state, event, policy, now);
  if (!decided.ok) return decided;
  const answer = answerOf(decided.entry);
  const write: TransitionWrite = {
    orderId,
    next: decided.next,
    entry: decided.entry,
    ...decided.effects,
    prompt: null,
    stored: key === undefined ? null : { key, requestHash, answer },
    operation: options.operation ?? null,
  };
  return { write, answer };
}

/** The answer of an earlier request with this key, or of an earlier delivery of this fact. */
function seenBefore<Answer>(
  { stored, recorded }: TransitionContext,
  { requestHash, answerOf }: EventOptions<Answer>,
): Committed<Answer> | Refusal | null {
  if (stored !== null) {
    if (stored.requestHash !== requestHash) return refuse("idempotency_key_reused");
    // Made by this use case's own `answerOf`: the hash covers what was asked for.
    return { ok: true, answer: stored.answer as Answer, replayed: true };
  }
  return recorded === null ? null : { ok: true, answer: answerOf(recorded), replayed: true };
}

import { type Entry, type OrchestrationEvent, transition } from "@followthrough/core/domain";
import type { OperationRequest } from "../../ledger/sql/operation-request.ts";
import type { Committed } from "../../platform/change.ts";
import type { Context } from "../../platform/context.ts";
import type { Refusal } from "../../platform/result.ts";
import { billAfter } from "../bill-of.ts";
import type { TransitionInputs, TransitionLookup } from "../sql/read-for-transitions.ts";
import type { TransitionWrite } from "../sql/write-transitions.ts";
import { orderUnknown } from "../unknown.ts";
import { answerRepeat, refuseOtherVersion } from "./request-guard.ts";

/** What an event carries in addition to the event itself. */
export interface EventOptions<Answer> {
  /** The caller's key. A repeat with the same key gets the stored answer. */
  readonly idempotencyKey: string | undefined;
  /** Tells a retry from another request with the same key. */
  readonly requestHash: string;
  /** The version on which the caller based its decision. */
  readonly expectedVersion: number | undefined;
  /** Makes the answer from the entry alone, so that a repeat of a recorded fact gets the same one. */
  readonly answerOf: (entry: Entry) => Answer;
  /** What must happen in the ledger for the event to be true. */
  readonly operation?: OperationRequest;
}

/** An event of one order, as its caller sent it. */
export interface EventRequest<Answer> {
  readonly orderId: string;
  readonly event: OrchestrationEvent;
  readonly options: EventOptions<Answer>;
}

/** An accepted event: what must be written before it is answered. */
export interface Accepted<Answer> {
  readonly write: TransitionWrite;
  readonly answer: Answer;
}

/** `missing`: the order is known but has no orchestration yet. */
export type EventDecision<Answer> = Accepted<Answer> | Committed<Answer> | Refusal | "missing";

/** Whether the decision must be written. */
export function isAccepted<Answer, Other>(
  decision: Accepted<Answer> | Other,
): decision is Accepted<Answer> {
  return typeof decision === "object" && decision !== null && "write" in decision;
}

/** What must be read to decide an event. */
export function lookupFor({ orderId, event, options }: EventRequest<unknown>): TransitionLookup {
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

/** Whether a repeat of this request would be recognized: by its key, or as a fact of a source. */
export function isRecognizable({ event, options }: EventRequest<unknown>): boolean {
  return options.idempotencyKey !== undefined || (event.kind === "stage" && event.source !== null);
}

/**
 * Decides one event from what was read. Checks in this order: whether the order is known, whether this request was
 * seen before, whether the order is at the expected version, and whether its state allows the event.
 *
 * @param read `null` when the order is unknown
 */
export function decideEvent<Answer>(
  context: Pick<Context, "policy" | "countsTest">,
  { orderId, event, options }: EventRequest<Answer>,
  read: TransitionInputs | null,
): EventDecision<Answer> {
  const { expectedVersion, idempotencyKey: key, requestHash, answerOf } = options;
  if (read === null) return orderUnknown(orderId);
  const seen = seenBefore(read, options);
  if (seen !== null) return seen;
  const { orchestration: state, now } = read;
  if (state === null) return "missing";
  const outdated = refuseOtherVersion(expectedVersion, state.version);
  if (outdated !== null) return outdated;
  const bill = billAfter(read.billed, context, state, event);
  const decided = transition(state, event, context.policy, now, bill);
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

/** The answer to an earlier request with this key, or to an earlier report of this fact. */
function seenBefore<Answer>(
  { stored, recorded }: TransitionInputs,
  { requestHash, answerOf }: EventOptions<Answer>,
): Committed<Answer> | Refusal | null {
  const repeated = answerRepeat<Answer>(stored, requestHash);
  if (repeated !== null || recorded === null) return repeated;
  return { ok: true, answer: answerOf(recorded), replayed: true };
}

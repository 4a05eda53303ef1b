import { type Entry, type OrchestrationEvent, transition } from "@followthrough/core/domain";
import { isUniqueViolation } from "../db/database.ts";
import { readForTransition, type TransitionContext } from "../db/read-for-transition.ts";
import { type TransitionWrite, writeTransitions } from "../db/write-transitions.ts";
import type { Context } from "./context.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { type Refusal, refuse } from "./result.ts";

/** What comes with an event beside the event. */
export interface CommitOptions<Answer> {
  /** The caller's key; the same again gets the stored answer. */
  readonly idempotencyKey: string | undefined;
  /** Tells a retry from another request with the same key. */
  readonly requestHash: string;
  /** The version that the caller decided on. */
  readonly expectedVersion: number | undefined;
  /** Makes the answer from the entry alone, so that a repeat of a recorded fact gets the same one. */
  readonly answerOf: (entry: Entry) => Answer;
}

/** An event that is in the timeline, now or since an earlier request. */
export interface Committed<Answer> {
  readonly ok: true;
  readonly answer: Answer;
  readonly replayed: boolean;
}

// More than a handful of misses on one order means that somebody writes to it in a loop.
const MAX_TRIES = 20;

/**
 * Commits one event of one order: read, decide, one guarded write. Optimistic: when the order has moved
 * between reading and writing, everything is decided again on what it is now.
 *
 * Checks in this order: is the order known, was this request seen before, is it at the expected version,
 * does its state allow the event.
 */
export async function commitEvent<Answer>(
  context: Context,
  orderId: string,
  event: OrchestrationEvent,
  options: CommitOptions<Answer>,
): Promise<Committed<Answer> | Refusal> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const read = await readForTransition(
      context.pool,
      orderId,
      options.idempotencyKey ?? null,
      reportOf(event),
    );
    if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
    const result =
      seenBefore(read, options) ?? (await attempt(context, orderId, event, options, read));
    if (result !== "moved") return result;
  }
  return refuse("version_conflict", "Others change this order at the same moment; try again.");
}

/** @returns `moved` when the order was changed between reading and writing */
async function attempt<Answer>(
  context: Context,
  orderId: string,
  event: OrchestrationEvent,
  options: CommitOptions<Answer>,
  { orchestration: state, now }: TransitionContext,
): Promise<Committed<Answer> | Refusal | "moved"> {
  if (state === null) {
    await ensureOrchestration(context, orderId);
    return "moved";
  }
  const { expectedVersion, idempotencyKey: key, requestHash, answerOf } = options;
  if (expectedVersion !== undefined && expectedVersion !== state.version) {
    return refuse("precondition_failed", `The order is at version ${state.version}.`);
  }
  const decided = transition(state, event, context.policy, now);
  if (!decided.ok) return decided;
  const answer = answerOf(decided.entry);
  const isWritten = await writeOne(context, {
    orderId,
    next: decided.next,
    entry: decided.entry,
    ...decided.effects,
    prompt: null,
    stored: key === undefined ? null : { key, requestHash, answer },
  });
  if (!isWritten) return "moved";
  context.changes.changed([orderId]);
  return { ok: true, answer, replayed: false };
}

/** The answer of an earlier request with this key, or of an earlier delivery of this fact. */
function seenBefore<Answer>(
  { stored, recorded }: TransitionContext,
  { requestHash, answerOf }: CommitOptions<Answer>,
): Committed<Answer> | Refusal | null {
  if (stored !== null) {
    if (stored.requestHash !== requestHash) return refuse("idempotency_key_reused");
    // Made by this use case's own `answerOf`: the hash covers what was asked for.
    return { ok: true, answer: stored.answer as Answer, replayed: true };
  }
  return recorded === null ? null : { ok: true, answer: answerOf(recorded), replayed: true };
}

function reportOf(event: OrchestrationEvent) {
  return event.kind === "stage"
    ? { source: event.source, sourceEventId: event.sourceEventId }
    : { source: null, sourceEventId: null };
}

/** @returns false when somebody else was first; the next try reads what they wrote */
async function writeOne({ pool }: Context, write: TransitionWrite): Promise<boolean> {
  try {
    return (await writeTransitions(pool, [write])).size > 0;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

import { type Entry, type OrchestrationEvent, transition } from "@followthrough/core/domain";
import { type Db, isUniqueViolation, transaction } from "../db/database.ts";
import { lockOrchestration } from "../db/lock-orchestration.ts";
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

// The usual case is one writer an order: no lock, one round trip to read and one to write.
const OPTIMISTIC_TRIES = 3;
const MAX_TRIES = 20;

/**
 * Commits one event of one order: read, decide, one guarded write. Optimistic: when the order has moved
 * between reading and writing, everything is decided again on what it is now; after some misses under the
 * row's lock, so that of fifty writers at once each has its turn.
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
    const isCrowded = tries >= OPTIMISTIC_TRIES;
    const result = await tryOnce(context, orderId, event, options, isCrowded);
    if (result === "missing") await ensureOrchestration(context, orderId);
    else if (result !== "moved") {
      if (result.ok && !result.replayed) context.changes.changed([orderId]);
      return result;
    }
  }
  return refuse("version_conflict", "Others change this order at the same moment; try again.");
}

/** `moved`: the order was changed between reading and writing. `missing`: it has no orchestration yet. */
type Tried<Answer> = Committed<Answer> | Refusal | "moved" | "missing";

async function tryOnce<Answer>(
  context: Context,
  orderId: string,
  event: OrchestrationEvent,
  options: CommitOptions<Answer>,
  isCrowded: boolean,
): Promise<Tried<Answer>> {
  try {
    if (!isCrowded) return await attempt(context.pool, context, orderId, event, options);
    return await transaction(context.pool, async (tx) => {
      await lockOrchestration(tx, orderId);
      return attempt(tx, context, orderId, event, options);
    });
  } catch (error) {
    // Somebody else wrote this key or this fact first; the next try reads what they wrote.
    if (isUniqueViolation(error)) return "moved";
    throw error;
  }
}

async function attempt<Answer>(
  db: Db,
  { policy }: Context,
  orderId: string,
  event: OrchestrationEvent,
  options: CommitOptions<Answer>,
): Promise<Tried<Answer>> {
  const { expectedVersion, idempotencyKey: key, requestHash, answerOf } = options;
  const read = await readForTransition(db, orderId, key ?? null, reportOf(event));
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
  };
  const isWritten = (await writeTransitions(db, [write])).size > 0;
  return isWritten ? { ok: true, answer, replayed: false } : "moved";
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

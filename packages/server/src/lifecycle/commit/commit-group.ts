import type { Committed } from "../../platform/change.ts";
import type { Context } from "../../platform/context.ts";
import type { Refusal } from "../../platform/result.ts";
import { isUnavailable } from "../../platform/unavailable.ts";
import { readForTransitions, type TransitionInputs } from "../sql/read-for-transitions.ts";
import { writeTransitions } from "../sql/write-transitions.ts";
import {
  type Accepted,
  decideEvent,
  type EventDecision,
  type EventRequest,
  isAccepted,
  isRecognizable,
  lookupFor,
} from "./decide-event.ts";
import { isAboutPoints } from "./write-events.ts";

/** An error that was thrown instead of an answer. */
interface Failure {
  readonly error: unknown;
  /** Whether the event may be committed again: it was not written, or would be recognized if it was. */
  readonly mayRepeat: boolean;
}

/**
 * `moved`: the order changed between reading and writing, or another transaction holds its lock. `alone`: the event
 * moves points, so it may have to wait for an account, and a group never waits.
 */
export type MemberResult = Committed<unknown> | Refusal | Failure | "moved" | "missing" | "alone";

/**
 * Commits events of different orders together: one read, a separate decision for each, one write and so one commit.
 * Never throws. Each event has its own result at its own place, and none has one before the commit.
 *
 * When the write fails, all of it was rolled back, with one exception: if the connection broke, the group may
 * have been committed. An event that would be recognized the second time (by its idempotency key, or as a
 * fact of a source) may then be repeated: either it is found, or it is written now. A command with neither would
 * be applied twice, and one with an expected version would be refused because of its own change. Such a command
 * gets the same answer as when it is committed alone: the error. Its caller gets 503 and has to check.
 *
 * @param members at most one event per order
 */
export async function commitGroup(
  context: Context,
  members: readonly EventRequest<unknown>[],
): Promise<readonly MemberResult[]> {
  let reads: readonly (TransitionInputs | null)[];
  try {
    reads = await readForTransitions(context.pool, members.map(lookupFor));
  } catch (error) {
    return members.map(() => ({ error, mayRepeat: true }));
  }
  const decisions = members.map((member, at) =>
    leaveOutPoints(decideAlone(context, member, reads[at] ?? null)),
  );
  const accepted = decisions.filter(isAccepted);
  if (accepted.length === 0) return decisions.map((decision) => resultOf(decision, NONE));
  try {
    const writes = accepted.map(({ write }) => write);
    const written = await writeTransitions(context.pool, writes);
    announce(context, accepted, written);
    return decisions.map((decision) => resultOf(decision, written));
  } catch (error) {
    const isKnownUndone = !isUnavailable(error);
    return members.map((member, at) => {
      const decision = decisions[at];
      if (decision !== undefined && !isAccepted(decision)) return decision;
      return { error, mayRepeat: isKnownUndone || isRecognizable(member) };
    });
  }
}

type MemberDecision = EventDecision<unknown> | Failure | "alone";

const NONE: ReadonlySet<string> = new Set();

/** An event that can't be decided fails alone. */
function decideAlone(
  context: Context,
  member: EventRequest<unknown>,
  read: TransitionInputs | null,
): MemberDecision {
  try {
    return decideEvent(context, member, read);
  } catch (error) {
    return { error, mayRepeat: false };
  }
}

function leaveOutPoints(decision: MemberDecision): MemberDecision {
  return isAccepted(decision) && isAboutPoints(decision.write) ? "alone" : decision;
}

function resultOf(decision: MemberDecision, written: ReadonlySet<string>): MemberResult {
  if (!isAccepted(decision)) return decision;
  if (!written.has(decision.write.orderId)) return "moved";
  return { ok: true, answer: decision.answer, replayed: false };
}

/** Announces the changes once for the whole group. */
function announce(
  { changes }: Context,
  accepted: readonly Accepted<unknown>[],
  written: ReadonlySet<string>,
): void {
  if (written.size === 0) return;
  changes.changed(written);
  const escalates = accepted.some(
    ({ write }) => write.escalates.length > 0 && written.has(write.orderId),
  );
  if (escalates) changes.alertsWaiting();
}

import { readForTransitions, type TransitionContext } from "../db/read-for-transitions.ts";
import { writeTransitions } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import {
  type Accepted,
  type AskedEvent,
  type Committed,
  decideEvent,
  type EventDecision,
  isAccepted,
  isRecognisable,
  questionOf,
} from "./decide-event.ts";
import { isUnavailable, type Refusal } from "./result.ts";
import { isAboutPoints } from "./write-events.ts";

/** What was thrown instead of an answer. */
interface Failure {
  readonly error: unknown;
  /** Whether the member may be done once more: it was not written, or would be recognised if it was. */
  readonly mayRepeat: boolean;
}

/**
 * `moved`: the order was changed between reading and writing, or somebody holds it. `alone`: it moves points, and so
 * may have to wait for an account, which a group never does.
 */
export type MemberResult = Committed<unknown> | Refusal | Failure | "moved" | "missing" | "alone";

/**
 * Commits events of different orders together: one read, each decided by itself, one write and so one commit.
 * Never throws: each member has its own result, at its own place, and none before the commit.
 *
 * When the write fails, all of it was taken back, but for one case: the connection broke, and the group may
 * have been committed. Then a member that would be recognised if done again (by its idempotency key, or as a
 * source's report) may be repeated: it is found, or it is written now. A command that has neither would be
 * applied a second time, and one with an expected version would be told of its own change as of another's.
 * It gets what it gets when it is committed by itself: the error, 503 to its caller, who has to look.
 *
 * @param members at most one an order
 */
export async function commitGroup(
  context: CommitContext,
  members: readonly AskedEvent<unknown>[],
): Promise<readonly MemberResult[]> {
  let reads: readonly (TransitionContext | null)[];
  try {
    reads = await readForTransitions(context.pool, members.map(questionOf));
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
      return { error, mayRepeat: isKnownUndone || isRecognisable(member) };
    });
  }
}

type MemberDecision = EventDecision<unknown> | Failure | "alone";

const NONE: ReadonlySet<string> = new Set();

/** One that can't be decided fails alone. */
function decideAlone(
  { policy }: CommitContext,
  member: AskedEvent<unknown>,
  read: TransitionContext | null,
): MemberDecision {
  try {
    return decideEvent(policy, member, read);
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

/** Once for the group. */
function announce(
  { changes }: CommitContext,
  accepted: readonly Accepted<unknown>[],
  written: ReadonlySet<string>,
): void {
  if (written.size === 0) return;
  changes.changed(written);
  const escalates = accepted.some(
    ({ write }) => write.escalate !== null && written.has(write.orderId),
  );
  if (escalates) changes.alertsWaiting();
}

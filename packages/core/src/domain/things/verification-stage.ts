import { countingFact, type Fact, hardFacts, type StageRegister, softSince } from "../fact.ts";
import { isNoteOf } from "../note.ts";
import { derivedFact, reopened, type StageFact, type StageFacts } from "../stage-facts.ts";
import { type Check, checkWaitsOn } from "./check.ts";
import { beganAt } from "./spell.ts";
import { type StatedInputs, statedFacts } from "./stated-stage.ts";

/** What the verification stage is derived from. */
export interface VerificationInputs extends StatedInputs {
  readonly checks: readonly Check[];
}

/**
 * The verification stage by its checks and by what was stated about it. It is completed when the identity is verified,
 * where that is required, and no review is open or rejected. A review is required whatever the order says.
 */
export function verificationFacts(inputs: VerificationInputs): StageFacts {
  const { checks, startedAt, register } = inputs;
  if (checks.length === 0) return statedFacts(inputs);
  const hard: Fact[] = [];
  for (const moment of momentsOf(inputs)) {
    const isDone = isIdentityDone(inputs, moment) && !isReviewed(inputs, moment);
    const wasDone = hard.at(-1)?.status === "completed";
    if (isDone && !wasDone) hard.push(derivedFact("completed", moment, null));
    if (!isDone && wasDone) hard.push(reopened(moment, null));
  }
  const last = hard.at(-1);
  if (last?.status === "completed") {
    const stated = hardFacts(register).find(({ occurredAt }) => occurredAt === last.occurredAt);
    return { counting: stated?.status === "completed" ? stated : last, hard };
  }
  const now = Math.max(startedAt, ...momentsOf(inputs));
  const open = openFacts(inputs, now);
  const [first = null] = open.toSorted((a, b) => order(a) - order(b));
  const others = open.filter((fact) => fact !== first);
  return { counting: first, hard, ...(others.length === 0 ? {} : { others }) };
}

/** A rejected review ends everything; before that, the member is asked for what the member can do. */
function order({ status, waitingOn, note }: StageFact): number {
  if (isNoteOf(note, REJECTED.code)) return 0;
  if (status === "not_started" || waitingOn === "member") return 1;
  return waitingOn === "operator" ? 2 : 3;
}

const REJECTED = { code: "review_rejected" } as const;

/** Whether a review was rejected, and the shop has not overruled it. */
export function isRejected({ counting }: StageFacts): boolean {
  return counting !== null && isNoteOf(counting.note, REJECTED.code);
}

function momentsOf({ register, checks, startedAt }: VerificationInputs): number[] {
  const stated = hardFacts(register).map(({ occurredAt }) => occurredAt);
  const soft = softSince(register);
  const times = checks.flatMap((check) => {
    const { openedAt, verifiedAt } = check;
    return [openedAt, beganAt(check), ...(verifiedAt === null ? [] : [verifiedAt])];
  });
  const all = [startedAt, ...stated, ...times, ...(soft === null ? [] : [soft])];
  return [...new Set(all)].toSorted((a, b) => a - b);
}

function isIdentityDone(inputs: VerificationInputs, moment: number): boolean {
  const stated = hardFacts(inputs.register).findLast(({ occurredAt }) => occurredAt <= moment);
  const verified = identities(inputs).flatMap(({ verifiedAt }) => verifiedAt ?? []);
  const isVerified = verified.some((at) => at <= moment && at >= (stated?.occurredAt ?? at));
  if (isVerified || stated?.status === "completed") return true;
  if (stated !== undefined) return false;
  return inputs.isIfKnown && !isIdentityKnown(inputs, moment);
}

function isIdentityKnown(inputs: VerificationInputs, moment: number): boolean {
  const soft = softSince(inputs.register);
  if (soft !== null && soft <= moment) return true;
  return identities(inputs).some(({ openedAt }) => openedAt <= moment);
}

/** Whether a review holds the order at that moment. */
function isReviewed(inputs: VerificationInputs, moment: number): boolean {
  return reviews(inputs).some((review) => holds(review, inputs.register, moment));
}

function holds(review: Check, register: StageRegister, moment: number): boolean {
  const { openedAt, latest } = review;
  if (openedAt > moment) return false;
  const began = beganAt(review);
  const isOver = began <= moment && (latest.state === "approved" || latest.state === "closed");
  if (isOver) return false;
  const since = latest.state === "rejected" && began <= moment ? began : openedAt;
  return !hardFacts(register).some((fact) => overrules(fact, since, moment));
}

/** Only somebody at the shop overrules a review. A provider that says that the stage is done speaks of the identity. */
function overrules(fact: Fact, since: number, moment: number): boolean {
  const { status, occurredAt, sourceEventId, note } = fact;
  const isCommand = sourceEventId === "" && !isNoteOf(note, "stage_not_required");
  return isCommand && status === "completed" && occurredAt >= since && occurredAt <= moment;
}

/** What still has to happen, each as the fact that it would be alone. */
function openFacts(inputs: VerificationInputs, now: number): StageFact[] {
  const open: StageFact[] = reviews(inputs)
    .filter((review) => holds(review, inputs.register, now))
    .map((review) =>
      review.latest.state === "rejected"
        ? { ...derivedFact("failed", beganAt(review), "operator"), note: REJECTED }
        : derivedFact("waiting", review.openedAt, "operator"),
    );
  if (!isIdentityDone(inputs, now)) open.push(identityFact(inputs));
  return open;
}

function identityFact(inputs: VerificationInputs): StageFact {
  const { register, startedAt } = inputs;
  const stated = countingFact(register);
  const checks = identities(inputs);
  const facts = [stated, ...standingChecks(checks).map(factOfIdentity)];
  const latest = facts.reduce(
    (best, fact) =>
      best === null || (fact !== null && fact.occurredAt > best.occurredAt) ? fact : best,
    null,
  );
  const fact = latest ?? derivedFact("not_started", startedAt, null);
  return { ...fact, failures: failuresOf(checks, stated) };
}

/**
 * The checks that say who must act. One that is under way outweighs one that waits for the member, and one that was
 * called off counts if there is no other. One that was verified before the stage was taken back has nothing more to say.
 */
function standingChecks(checks: readonly Check[]): readonly Check[] {
  const open = checks.filter(({ verifiedAt }) => verifiedAt === null);
  const begun = open.filter(({ latest }) => latest.state === "processing");
  if (begun.length > 0) return begun;
  const standing = open.filter(({ latest }) => latest.state !== "cancelled");
  return standing.length > 0 ? standing : open;
}

/** How many attempts have failed since the shop last said itself that the member is to act. */
function failuresOf(checks: readonly Check[], stated: Fact | null): number {
  const since = stated?.waitingOn === "member" ? stated.occurredAt : Number.NEGATIVE_INFINITY;
  const times = checks.flatMap(({ failures }) => Object.values(failures));
  return times.filter((at) => at > since).length;
}

function factOfIdentity(check: Check): Fact {
  const { state, reason } = check.latest;
  const since = beganAt(check);
  const waitsOn = checkWaitsOn(check);
  if (state === "processing") return derivedFact("in_progress", since, waitsOn);
  const isWaiting = state === "requires_input" && reason === null;
  return derivedFact(isWaiting ? "waiting" : "failed", since, waitsOn);
}

function identities({ checks }: VerificationInputs): readonly Check[] {
  return checks.filter(({ kind }) => kind === "identity");
}

function reviews({ checks }: VerificationInputs): readonly Check[] {
  return checks.filter(({ kind }) => kind === "review");
}

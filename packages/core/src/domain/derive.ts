import type { Fact } from "./fact.ts";
import { paymentFacts } from "./money/payment-stage.ts";
import { noteKey } from "./note.ts";
import type { Orchestration, Standing } from "./orchestration.ts";
import { type RecoveryPolicy, waitFor } from "./recovery/recovery-policy.ts";
import {
  type CurrentStage,
  perStage,
  STAGES,
  type Stage,
  stageIndex,
  type WaitingOn,
} from "./stage.ts";
import type { StageFact, StageFacts } from "./stage-facts.ts";
import { fulfillmentFacts } from "./things/fulfillment-stage.ts";
import { type StatedInputs, statedFacts } from "./things/stated-stage.ts";
import { isRejected, verificationFacts } from "./things/verification-stage.ts";

/** What everything about an order follows from. */
export type Known = Pick<Orchestration, "registers" | "money" | "things" | "ifKnown" | "startedAt">;

/** What is known about each stage. */
export type Lifecycle = Readonly<Record<Stage, StageFacts>>;

/** What follows from the facts alone, and so is the same for every order of arrival. */
export type Derived = Pick<Orchestration, "currentStage" | "status" | "completedAt" | "failedAt">;

/**
 * What is known about each stage. The payment stage follows from sums, the others from their checks and parcels and from
 * what was stated about them.
 */
export function lifecycleOf(known: Known): Lifecycle {
  const last = derivedLast.find((derived) => isSameKnown(derived.known, known));
  if (last !== undefined) return last.lifecycle;
  const lifecycle = perStage((stage) => FACTS[stage](known, stated(known, stage)));
  derivedLast = [{ known, lifecycle }, ...derivedLast.slice(0, 2)];
  return lifecycle;
}

interface DerivedLifecycle {
  readonly known: Known;
  readonly lifecycle: Lifecycle;
}

// One event asks several times for what follows from the same few values, which never change. A `WeakMap` would do, but
// it costs the collector more than the work that it saves.
let derivedLast: readonly DerivedLifecycle[] = [];

function isSameKnown(a: Known, b: Known): boolean {
  return (
    a.registers === b.registers &&
    a.money === b.money &&
    a.things === b.things &&
    a.ifKnown === b.ifKnown &&
    a.startedAt === b.startedAt
  );
}

const FACTS: Readonly<Record<Stage, (known: Known, stated: StatedInputs) => StageFacts>> = {
  payment: ({ money }, inputs) => paymentFacts({ ...inputs, money }),
  verification: ({ things }, inputs) =>
    verificationFacts({ ...inputs, checks: Object.values(things.checks) }),
  loyalty_hold: (_, inputs) => statedFacts(inputs),
  fulfillment: ({ things }, inputs) =>
    fulfillmentFacts({ ...inputs, parcels: Object.values(things.parcels) }),
};

function stated({ registers, ifKnown, startedAt }: Known, stage: Stage): StatedInputs {
  return { register: registers[stage], isIfKnown: ifKnown.includes(stage), startedAt };
}

/** The first stage that is not completed; `completed` if none is left, or if none was left at some time. */
export function deriveCurrentStage(lifecycle: Lifecycle): CurrentStage {
  const open = STAGES.find((stage) => lifecycle[stage].counting?.status !== "completed");
  return open === undefined || completionTime(lifecycle) !== null ? "completed" : open;
}

/**
 * When all stages were completed at once for the first time, by the facts' own times; `null` if they never
 * were. A stage that is taken back after this time doesn't reopen the order, in whatever sequence the facts arrive.
 */
function completionTime(lifecycle: Lifecycle): number | null {
  if (STAGES.some((stage) => lifecycle[stage].hard.length === 0)) return null;
  const said = STAGES.flatMap((stage) => {
    return lifecycle[stage].hard.map(({ status, occurredAt }) => ({ stage, status, occurredAt }));
  }).toSorted((a, b) => a.occurredAt - b.occurredAt);
  const done = new Set<Stage>();
  for (const [at, { stage, status, occurredAt }] of said.entries()) {
    if (status === "completed") done.add(stage);
    else done.delete(stage);
    // All facts of the same moment count together.
    const isWhole = said[at + 1]?.occurredAt !== occurredAt;
    if (isWhole && done.size === STAGES.length) return occurredAt;
  }
  return null;
}

/** The fact that decides each stage's status: at the order's completion, or while the order is open, now. */
export function standingFacts(known: Known): Readonly<Record<Stage, StageFact | null>> {
  const lifecycle = lifecycleOf(known);
  const end = completionTime(lifecycle);
  return perStage((stage) => {
    const { counting, hard } = lifecycle[stage];
    if (end === null) return counting;
    return hard.findLast(({ occurredAt }) => occurredAt <= end) ?? counting;
  });
}

/** Derives an order's stage and status from its facts. */
export function derive(known: Known): Derived {
  const lifecycle = lifecycleOf(known);
  const currentStage = deriveCurrentStage(lifecycle);
  if (currentStage === "completed") {
    const completedAt = completionTime(lifecycle) ?? known.startedAt;
    return { currentStage, status: "completed", completedAt, failedAt: null };
  }
  const { counting } = lifecycle[currentStage];
  const status = counting?.status ?? "not_started";
  const failedAt = counting?.status === "failed" ? counting.occurredAt : null;
  return { currentStage, status, completedAt: null, failedAt };
}

/**
 * Derives who must act next and when the order is due, from its facts and the policy's patience. While the current stage
 * waits on somebody else, the order is also due when the member is to be asked for a later one.
 */
export function deriveNextMove(
  lifecycle: Lifecycle,
  known: MoveInputs,
  policy: RecoveryPolicy,
): Pick<Standing, "waitingOn" | "nextActionAt"> {
  const stage = deriveCurrentStage(lifecycle);
  if (stage === "completed") return { waitingOn: null, nextActionAt: null };
  const own = dueTime(lifecycle, stage, known, policy);
  const ahead = stageAhead(lifecycle, policy);
  const other = ahead === null ? own : aheadTime(lifecycle, ahead, known, policy);
  return {
    waitingOn: moveOf(lifecycle, stage, policy),
    nextActionAt: Math.min(own, other),
  };
}

/** What the next move follows from, apart from what is known about the stages. */
export type MoveInputs = Pick<Orchestration, "startedAt" | "things" | "nextActionAt"> &
  Pick<Partial<Orchestration>, "ahead">;

/** When the current stage is due without news, whatever is due in another one (epoch milliseconds). */
export function dueTime(
  lifecycle: Lifecycle,
  stage: Stage,
  { startedAt, things }: Pick<MoveInputs, "startedAt" | "things">,
  policy: RecoveryPolicy,
): number {
  const { counting } = lifecycle[stage];
  const opening = openingFact(lifecycle, stage);
  const asked = counting === null ? opening?.nextActionAt : counting.nextActionAt;
  const lastWord = Math.max(startedAt, opening?.occurredAt ?? 0, counting?.occurredAt ?? 0);
  const usual = asked ?? waitFor(policy, stage, counting?.wait, lastWord);
  // Nobody is asked why a delivery has not come before the day that was promised, but for what was said to be missing.
  const isAwaited = stage === "fulfillment" && counting?.waitingOn !== "member";
  return isAwaited ? Math.max(usual, things.promisedBy ?? usual) : usual;
}

/** Who must act next in a stage that is open. */
function moveOf(lifecycle: Lifecycle, stage: Stage, policy: RecoveryPolicy): WaitingOn | null {
  const { counting } = lifecycle[stage];
  const acts =
    counting?.waitingOn ?? policy.stages[stage].waitingOn[counting?.status ?? "not_started"];
  const { maxAttempts } = policy.checks;
  const isTooOften = maxAttempts !== null && (counting?.failures ?? 0) >= maxAttempts;
  // Who was rejected is asked for nothing, in no stage.
  const isOperators = isTooOften || isRejected(lifecycle.verification);
  return acts === "member" && isOperators ? "operator" : acts;
}

/**
 * The later stage for which the member can be asked while the current one waits on a provider or an operator; `null` if
 * there is none. Nobody is asked for more while the current stage has failed.
 */
export function stageAhead(lifecycle: Lifecycle, policy: RecoveryPolicy): Stage | null {
  const current = deriveCurrentStage(lifecycle);
  if (current === "completed") return null;
  const status = lifecycle[current].counting?.status;
  const isUnderWay = status === "in_progress" || status === "waiting";
  const acts = moveOf(lifecycle, current, policy);
  if (!isUnderWay || (acts !== "provider" && acts !== "operator")) return null;
  const later = STAGES.slice(stageIndex(current) + 1);
  const isMembers = (stage: Stage) =>
    lifecycle[stage].counting?.status !== "completed" &&
    moveOf(lifecycle, stage, policy) === "member";
  return later.find((stage) => stage !== "fulfillment" && isMembers(stage)) ?? null;
}

/** When the member is asked for a later stage: after its patience, counted from when the current stage got under way. */
export function aheadTime(
  lifecycle: Lifecycle,
  stage: Stage,
  { startedAt, ahead, nextActionAt }: MoveInputs,
  policy: RecoveryPolicy,
): number {
  // Who was already asked gets the next prompt at the time that was planned for it.
  if (ahead?.stage === stage && nextActionAt !== null) return nextActionAt;
  const { counting } = lifecycle[stage];
  const since = currentFact(lifecycle)?.occurredAt ?? startedAt;
  const lastWord = Math.max(startedAt, counting === null ? since : counting.occurredAt);
  return counting?.nextActionAt ?? waitFor(policy, stage, counting?.wait, lastWord);
}

/** The fact that decides the current stage's status; `null` if there is no fact, or no stage is left. */
export function currentFact(lifecycle: Lifecycle): StageFact | null {
  const stage = deriveCurrentStage(lifecycle);
  return stage === "completed" ? null : lifecycle[stage].counting;
}

/** Whether two facts say the same about what the order waits for. */
export function sameFact(a: StageFact | null, b: StageFact | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    a.status === b.status &&
    a.occurredAt === b.occurredAt &&
    a.sourceEventId === b.sourceEventId &&
    a.waitingOn === b.waitingOn &&
    a.nextActionAt === b.nextActionAt &&
    noteKey(a.note) === noteKey(b.note) &&
    a.failures === b.failures &&
    a.wait?.actBy === b.wait?.actBy &&
    a.wait?.method === b.wait?.method &&
    a.wait?.step === b.wait?.step
  );
}

/** The latest fact that completed one of the stages before this one, and so opened this stage. */
function openingFact(lifecycle: Lifecycle, stage: CurrentStage): Fact | null {
  return STAGES.slice(0, stageIndex(stage))
    .map((earlier) => lifecycle[earlier].hard.at(-1) ?? null)
    .reduce(
      (latest, fact) =>
        latest === null || (fact !== null && fact.occurredAt > latest.occurredAt) ? fact : latest,
      null,
    );
}

import { countingFact, type Fact, hardFacts, registerStatus, type StageRegister } from "./fact.ts";
import type { Orchestration, StageRegisters, Standing } from "./orchestration.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { type CurrentStage, STAGES, type Stage, stageIndex } from "./stage.ts";

/** What the facts alone decide: the same for every order of arrival. */
export type Derived = Pick<Orchestration, "currentStage" | "status" | "completedAt" | "failedAt">;

/** The first stage that is not completed; `completed` when none is left, or none was at some time. */
export function deriveCurrentStage(registers: StageRegisters): CurrentStage {
  const open = STAGES.find((stage) => registerStatus(registers[stage]) !== "completed");
  return open === undefined || completionTime(registers) !== null ? "completed" : open;
}

/**
 * When every stage was completed for the first time, by the facts' own times; `null` if they never were all at
 * once. What was taken back after that came after the end, whichever of the two was heard of first.
 */
export function completionTime(registers: StageRegisters): number | null {
  if (STAGES.some((stage) => registers[stage].hard === null)) return null;
  const said = STAGES.flatMap((stage) => {
    return hardFacts(registers[stage]).map(({ status, occurredAt }) => ({
      stage,
      status,
      occurredAt,
    }));
  }).toSorted((a, b) => a.occurredAt - b.occurredAt);
  const done = new Set<Stage>();
  for (const [at, { stage, status, occurredAt }] of said.entries()) {
    if (status === "completed") done.add(stage);
    else done.delete(stage);
    // Of one moment all counts.
    const isWhole = said[at + 1]?.occurredAt !== occurredAt;
    if (isWhole && done.size === STAGES.length) return occurredAt;
  }
  return null;
}

/** How the stages stood when the order was completed; how they stand now while it is open. */
export function standingRegisters(registers: StageRegisters): StageRegisters {
  const end = completionTime(registers);
  if (end === null) return registers;
  const asOfEnd = (register: StageRegister): StageRegister => {
    const hard = hardFacts(register).findLast(({ occurredAt }) => occurredAt <= end) ?? null;
    return { hard, soft: register.soft };
  };
  return {
    payment: asOfEnd(registers.payment),
    verification: asOfEnd(registers.verification),
    loyalty_hold: asOfEnd(registers.loyalty_hold),
    fulfillment: asOfEnd(registers.fulfillment),
  };
}

/** Whether money was taken back after the order had been completed. */
export function isTakenBackAfterEnd(registers: StageRegisters): boolean {
  const end = completionTime(registers);
  const { hard } = registers.payment;
  return end !== null && hard?.reopens === true && hard.occurredAt > end;
}

/** Where an order stands by its facts. */
export function derive(registers: StageRegisters, startedAt: number): Derived {
  const currentStage = deriveCurrentStage(registers);
  if (currentStage === "completed") {
    const completedAt = completionTime(registers) ?? startedAt;
    return { currentStage, status: "completed", completedAt, failedAt: null };
  }
  const counting = currentFact(registers);
  const status = counting?.status ?? "not_started";
  const failedAt = counting?.status === "failed" ? counting.occurredAt : null;
  return { currentStage, status, completedAt: null, failedAt };
}

/** Who must act next and when an order falls due, by its facts and the policy's patience. */
export function deriveNextMove(
  registers: StageRegisters,
  startedAt: number,
  policy: RecoveryPolicy,
): Pick<Standing, "waitingOn" | "nextActionAt"> {
  const stage = deriveCurrentStage(registers);
  if (stage === "completed") return { waitingOn: null, nextActionAt: null };
  const { patienceMs, waitingOn } = policy.stages[stage];
  const counting = currentFact(registers);
  const opening = openingFact(registers, stage);
  const asked = counting === null ? opening?.nextActionAt : counting.nextActionAt;
  const lastWord = Math.max(startedAt, opening?.occurredAt ?? 0, counting?.occurredAt ?? 0);
  return {
    waitingOn: counting?.waitingOn ?? waitingOn[counting?.status ?? "not_started"],
    nextActionAt: asked ?? lastWord + patienceMs,
  };
}

/** The fact that says how the current stage stands; `null` when nothing was said, or none is left. */
export function currentFact(registers: StageRegisters): Fact | null {
  const stage = deriveCurrentStage(registers);
  return stage === "completed" ? null : countingFact(registers[stage]);
}

/** The fact that completed the last of the stages before this one, and so opened it. */
function openingFact(registers: StageRegisters, stage: CurrentStage): Fact | null {
  return STAGES.slice(0, stageIndex(stage))
    .map((earlier) => registers[earlier].hard)
    .reduce(
      (latest, fact) =>
        latest === null || (fact !== null && fact.occurredAt > latest.occurredAt) ? fact : latest,
      null,
    );
}

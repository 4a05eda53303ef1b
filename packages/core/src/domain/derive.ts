import { countingFact, type Fact, registerStatus } from "./fact.ts";
import type { Orchestration, StageRegisters, Standing } from "./orchestration.ts";
import type { RecoveryPolicy } from "./recovery-policy.ts";
import { type CurrentStage, STAGES, stageIndex } from "./stage.ts";

/** What the facts alone decide: the same for every order of arrival. */
export type Derived = Pick<Orchestration, "currentStage" | "status" | "completedAt" | "failedAt">;

/** The first stage that is not completed; `completed` when none is left. */
export function deriveCurrentStage(registers: StageRegisters): CurrentStage {
  return STAGES.find((stage) => registerStatus(registers[stage]) !== "completed") ?? "completed";
}

/** Where an order stands by its facts. */
export function derive(registers: StageRegisters, startedAt: number): Derived {
  const currentStage = deriveCurrentStage(registers);
  if (currentStage === "completed") {
    const completedAt = openingFact(registers, currentStage)?.occurredAt ?? startedAt;
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

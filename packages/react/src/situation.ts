import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { Stage, StageStatus, WaitingOn } from "@followthrough/core/domain";

/** Who has the next move; `nobody` when the orchestration names no one. */
export type Actor = WaitingOn | "nobody";

/** What an order looks like at a glance: decides colour, icon and whether there is a button. */
export type Tone = "action" | "waiting" | "failed" | "done" | "cancelled";

/** Where an order stands, without the combinations that cannot happen. */
export type Situation =
  | {
      readonly kind: "open";
      readonly stage: Stage;
      readonly status: StageStatus;
      readonly actor: Actor;
    }
  | { readonly kind: "completed" }
  | { readonly kind: "cancelled" };

/** One stop of the track. `current` is where the order stands, also when it was cancelled there. */
export type Stop = {
  readonly stage: Stage;
  readonly place: "done" | "current" | "coming";
  readonly doneAt: string | null;
};

/** Reads an orchestration's place out of its fields. */
export function situationOf(orchestration: ShopperOrchestration): Situation {
  const { currentStage, status, waitingOn } = orchestration;
  if (status === "cancelled") return { kind: "cancelled" };
  if (currentStage === "completed") return { kind: "completed" };
  return { kind: "open", stage: currentStage, status, actor: waitingOn ?? "nobody" };
}

/** A failure outweighs whose move it is: the member should read first that something went wrong. */
export function toneOf(situation: Situation): Tone {
  switch (situation.kind) {
    case "completed":
      return "done";
    case "cancelled":
      return "cancelled";
    case "open":
      if (situation.status === "failed") return "failed";
      return situation.actor === "member" ? "action" : "waiting";
  }
}

/** The order waits at its points, because those that were set aside went back. */
export function isWithoutItsPoints({
  currentStage,
  status,
  loyaltyHold,
}: ShopperOrchestration): boolean {
  return currentStage === "loyalty_hold" && status === "failed" && loyaltyHold?.state === "expired";
}

/** Nothing that arrives can change this order any more. */
export function isOver(orchestration: ShopperOrchestration): boolean {
  return situationOf(orchestration).kind !== "open";
}

/** The stage the member can resume, or `null` when the next move is not theirs. */
export function stageToResume(situation: Situation): Stage | null {
  return situation.kind === "open" && situation.actor === "member" ? situation.stage : null;
}

/**
 * The stops this order goes through, in order; stages it does not need are left out. A later stage may be done
 * before an earlier one, since providers report when they please.
 */
export function stopsOf(orchestration: ShopperOrchestration): readonly Stop[] {
  return orchestration.stages
    .filter((view) => view.required)
    .map((view) => {
      if (view.status === "completed") {
        return { stage: view.stage, place: "done", doneAt: view.completedAt };
      }
      const isCurrent = view.stage === orchestration.currentStage;
      return { stage: view.stage, place: isCurrent ? "current" : "coming", doneAt: null };
    });
}

/**
 * The stage whose completion brought the order where it stands, as long as nothing more was said of the stage it came
 * to. Times can't tell: a provider dates its report, the API dates its arrival.
 */
export function latestCompletion(orchestration: ShopperOrchestration): Stage | null {
  const situation = situationOf(orchestration);
  if (situation.kind !== "open" || situation.status !== "not_started") return null;
  const at = orchestration.stages.findIndex((view) => view.stage === situation.stage);
  const finished = orchestration.stages
    .slice(0, at)
    .findLast((view) => view.required && view.status === "completed");
  return finished?.stage ?? null;
}

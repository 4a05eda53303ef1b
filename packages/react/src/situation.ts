import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { Stage, StageStatus } from "@followthrough/core/domain";
import type { Actor, OpenStatus } from "@followthrough/core/words";

/** What an order looks like at a glance: decides color, icon and whether there is a button. */
export type Tone = "action" | "waiting" | "failed" | "done" | "cancelled";

type OpenSituation = {
  readonly kind: "open";
  readonly stage: Stage;
  readonly status: OpenStatus;
  readonly actor: Actor;
};

/** Where an order stands, without the combinations that cannot happen. */
export type Situation =
  | OpenSituation
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
  const actor = waitingOn ?? "nobody";
  return { kind: "open", stage: currentStage, status: openStatus(status), actor };
}

/** A stage that somebody is asked for is never completed. A page that says so has nothing of it yet. */
function openStatus(status: StageStatus = "completed"): OpenStatus {
  return status === "completed" ? "not_started" : status;
}

/** A failure outweighs who must act next: the member should read first that something went wrong. */
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

/** The order is closed: no later event changes it. */
export function isOver(orchestration: ShopperOrchestration): boolean {
  return situationOf(orchestration).kind !== "open";
}

/**
 * Whose move it is, and in which stage: the one where the order stands, or a later one for which the member can do
 * something while the order waits on somebody else; `null` if the order is closed.
 */
export function turnOf(orchestration: ShopperOrchestration): OpenSituation | null {
  const { asksFor: stage, stages } = orchestration;
  const situation = situationOf(orchestration);
  if (situation.kind !== "open") return null;
  if (stage === null) return situation;
  const status = openStatus(stages.find((view) => view.stage === stage)?.status);
  return { ...situation, stage, status, actor: "member" };
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

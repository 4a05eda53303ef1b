import { isOut, needsOfCancelled, needsOfCompleted, REVIEWS } from "./closed-needs.ts";
import { type Lifecycle, lifecycleOf } from "./derive.ts";
import type { EscalationReason } from "./escalation.ts";
import { moneyNeeds, moneyNeedTimes } from "./money/needs.ts";
import type { Orchestration } from "./orchestration.ts";
import { isTerminal, STAGES, type Stage, stageIndex } from "./stage.ts";
import type { StageFact } from "./stage-facts.ts";
import { isPromiseBroken } from "./things/order-things.ts";

/**
 * The needs for an operator at a moment, each as `reason cause`. They are levels: a need is there as long as its cause
 * is, and a new cause is a new need.
 *
 * @param now epoch milliseconds
 */
export function orderNeeds(order: Orchestration, now: number): readonly string[] {
  if (order.isSilent) return [];
  const money = moneyNeeds(order, now);
  return [...money, ...standingNeeds(order, money.length > 0, now)].toSorted();
}

/** The reason of a need. */
export function reasonOfNeed(need: string): EscalationReason {
  return need.slice(0, need.indexOf(" ")) as EscalationReason;
}

/** The cause of a need. */
export function causeOfNeed(need: string): string {
  return need.slice(need.indexOf(" ") + 1).replace(REVIEWS, "");
}

/** The needs that have begun since the order's last entry, because their time has come. */
export function begunByTime(order: Orchestration, now: number): readonly string[] {
  const { needs } = order;
  return needs === null ? [] : orderNeeds(order, now).filter((need) => !needs.includes(need));
}

/** When the next need begins although nothing is reported (epoch milliseconds); `null` if none will. */
export function nextNeedAt(order: Orchestration, now: number): number | null {
  const times = needTimes(order).filter((time) => time > now);
  if (times.length === 0) return null;
  const known = orderNeeds(order, now);
  const begins = (time: number) => orderNeeds(order, time).some((need) => !known.includes(need));
  return times.toSorted((a, b) => a - b).find(begins) ?? null;
}

/** Every moment at which a need may begin because its time has come, past ones included. */
export function needTimes(order: Orchestration): readonly number[] {
  if (order.isSilent) return [];
  const { promisedBy } = order.things;
  const times = [...moneyNeedTimes(order), ...(promisedBy === null ? [] : [promisedBy])];
  if (isTerminal(order)) return times;
  const lifecycle = lifecycleOf(order);
  return [...times, ...turnsOf(order, lifecycle).flatMap(({ begins }) => begins ?? [])];
}

/** The needs that the order's stages give. */
function* standingNeeds(
  order: Orchestration,
  hasMoneyNeed: boolean,
  now: number,
): Generator<string> {
  if (order.status === "cancelled") return yield* needsOfCancelled(order);
  const lifecycle = lifecycleOf(order);
  if (order.currentStage === "completed") return yield* needsOfCompleted(order, lifecycle);
  // What waits for a payment or a check is not late by the shop's doing.
  const isToDeliver = order.currentStage === "fulfillment";
  const isLate = isToDeliver && isPromiseBroken(order.things, now);
  for (const { stage, fact, begins } of turnsOf(order, lifecycle)) {
    const isFailed = stage === "fulfillment" && fact.status === "failed";
    // A need that says more stands for it: of the money, or that the order is late.
    const isDelay = isLate && stage === order.currentStage && !isFailed;
    const isTold = isDelay || (stage === "payment" && hasMoneyNeed);
    if (begins === null || begins > now || isTold) continue;
    const reason = isFailed ? "fulfillment_failed" : "waiting_on_operator";
    yield `${reason} ${stage}.${fact.status}.${order.stageEntry}`;
  }
  if (isOut(order)) {
    if (lifecycle.payment.counting?.status !== "completed") yield "shipped_unpaid out";
    if (lifecycle.verification.counting?.status !== "completed") yield "shipped_unverified out";
  }
  if (isLate) yield `late ${order.things.promisedBy}`;
}

/** Something that an operator has to do. */
interface Turn {
  readonly stage: Stage;
  readonly fact: StageFact;
  /** From when on (epoch milliseconds); `null` if the stage's patience decides. */
  readonly begins: number | null;
}

/** What waits on an operator: in the current stage, in those before it, and checks of any stage. */
function turnsOf(order: Orchestration, lifecycle: Lifecycle): Turn[] {
  const current = stageIndex(order.currentStage);
  return STAGES.flatMap((stage) => {
    const { counting, others = [] } = lifecycle[stage];
    const isReached = stageIndex(stage) <= current || stage === "verification";
    if (counting === null || counting.status === "completed" || !isReached) return [];
    const isCurrent = stage === order.currentStage;
    const acts = isCurrent ? order.waitingOn : counting.waitingOn;
    const facts = acts === "operator" && isReported(counting) ? [counting, ...others] : others;
    return facts
      .filter((fact) => fact === counting || fact.waitingOn === "operator")
      .map((fact) => ({ stage, fact, begins: beginOf(order, stage, fact) }));
  });
}

/** Nothing was reported of a stage that has not begun: the shop's own work has its patience. */
function isReported({ status }: StageFact): boolean {
  return status !== "not_started";
}

function beginOf({ things }: Orchestration, stage: Stage, fact: StageFact): number | null {
  if (fact.nextActionAt !== null) return fact.nextActionAt;
  const isSaid = fact.status === "failed" || fact.waitingOn === "operator";
  if (stage === "fulfillment" && !isSaid) return things.promisedBy ?? fact.occurredAt;
  // A transfer without a date takes days, and the shop watches for it.
  const isTransfer = fact.wait?.method === "bank_transfer" && fact.status === "waiting";
  return isTransfer ? null : fact.occurredAt;
}

import type { Fact } from "./fact.ts";
import type { NextStepKind, PaymentMethod } from "./money/payment.ts";
import type { StageStatus, WaitingOn } from "./stage.ts";

/** What decides how long to wait for a payment. */
export interface PaymentWait {
  readonly method: PaymentMethod | null;
  readonly step: NextStepKind | null;
  /** Until when the shopper can act (epoch milliseconds). */
  readonly actBy: number | null;
}

/** The fact that decides a stage's status. It was reported, or it follows from the things of the stage. */
export interface StageFact extends Fact {
  readonly wait?: PaymentWait;
  /** In the verification stage: how often an identity check of this order has failed. */
  readonly failures?: number;
}

/** What is known about one stage: the fact that decides its status, and every fact that completed or reopened it. */
export interface StageFacts {
  readonly counting: StageFact | null;
  /** In the order of their times. */
  readonly hard: readonly Fact[];
  /** What else has to happen before the stage is completed; absent if nothing. */
  readonly others?: readonly StageFact[];
}

/** A fact that nobody reported: it follows from what was. @param occurredAt epoch milliseconds */
export function derivedFact(
  status: StageStatus,
  occurredAt: number,
  waitingOn: WaitingOn | null,
): Fact {
  return {
    status,
    reopens: false,
    occurredAt,
    sourceEventId: "",
    waitingOn,
    nextActionAt: null,
    note: null,
  };
}

/** A derived fact that takes a completed stage back. @param occurredAt epoch milliseconds */
export function reopened(occurredAt: number, waitingOn: WaitingOn | null): Fact {
  return { ...derivedFact("failed", occurredAt, waitingOn), reopens: true };
}

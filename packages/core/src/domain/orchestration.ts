import { EMPTY_REGISTER, type StageRegister } from "./fact.ts";
import type { Metadata } from "./metadata.ts";
import type { CurrentStage, OrchestrationStatus, Stage, WaitingOn } from "./stage.ts";

/** What is known of each stage. */
export type StageRegisters = Readonly<Record<Stage, StageRegister>>;

/** Where an order stands; what a timeline entry says of the moment after it. */
export interface Standing {
  readonly currentStage: CurrentStage;
  readonly status: OrchestrationStatus;
  readonly waitingOn: WaitingOn | null;
  /** Epoch milliseconds. */
  readonly nextActionAt: number | null;
}

/** The one durable lifecycle of one order. Times are epoch milliseconds. */
export interface Orchestration extends Standing {
  /** The number of timeline entries. */
  readonly version: number;
  /** Grows each time the order changes its stage; names the visit that a prompt belongs to. */
  readonly stageEntry: number;
  /** The next step of the prompts' cadence in this stage entry, 0 for the first. */
  readonly cadenceStep: number;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly failedAt: number | null;
  readonly lastTransitionAt: number;
  /** Until when an operator holds recovery back; over by itself when that time has come. */
  readonly pausedUntil: number | null;
  readonly notRequired: readonly Stage[];
  /** Points are held for this order, or were: they go where the order goes. */
  readonly redeemsPoints: boolean;
  readonly registers: StageRegisters;
  readonly metadata: Metadata;
}

/** Recovery of this order is held back at that moment. */
export function isPaused({ pausedUntil }: Orchestration, now: number): boolean {
  return pausedUntil !== null && pausedUntil > now;
}

/** Registers that have heard nothing. */
export const EMPTY_REGISTERS: StageRegisters = {
  payment: EMPTY_REGISTER,
  verification: EMPTY_REGISTER,
  loyalty_hold: EMPTY_REGISTER,
  fulfillment: EMPTY_REGISTER,
};

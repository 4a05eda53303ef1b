import { EMPTY_REGISTER, type StageRegister } from "./fact.ts";
import type { Metadata } from "./metadata.ts";
import type { OrderMoney } from "./money/register.ts";
import {
  type CurrentStage,
  type OrchestrationStatus,
  perStage,
  type Stage,
  type WaitingOn,
} from "./stage.ts";
import type { OrderThings } from "./things/order-things.ts";

/** The register of each stage. */
export type StageRegisters = Readonly<Record<Stage, StageRegister>>;

/** Where an order stands. A timeline entry records this for the moment after it. */
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
  /** Grows each time the order changes its stage. It identifies the visit to a stage that a prompt belongs to. */
  readonly stageEntry: number;
  /** The next cadence step in this stage entry, 0 for the first. */
  readonly cadenceStep: number;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly failedAt: number | null;
  readonly lastTransitionAt: number;
  /** The end of an operator's pause. The pause ends automatically at that time. */
  readonly pausedUntil: number | null;
  readonly notRequired: readonly Stage[];
  /** The stages that it needs only once something is known of them: a check, a review, a step, points. */
  readonly ifKnown: readonly Stage[];
  /** Whether it is only followed: it was placed before recovery went live, so nobody gets a prompt or an alert. */
  readonly isSilent: boolean;
  /** Whether points are or were held for this order. They are captured or released with the order. */
  readonly redeemsPoints: boolean;
  readonly registers: StageRegisters;
  readonly money: OrderMoney;
  readonly things: OrderThings;
  /**
   * The needs for an operator as of the last entry, each `reason cause`; `null` in orders that are older than needs. An
   * operator may have resolved their escalations in the meantime.
   */
  readonly needs: readonly string[] | null;
  /** What the member was asked for ahead, while another stage waits on somebody else; absent if nothing was. */
  readonly ahead?: AskedAhead;
  /** Since when its next prompt has been deferred; absent if it is not. */
  readonly deferral?: Deferral;
  readonly metadata: Metadata;
}

/** A later stage for which the member was asked, and the next cadence step of it. */
export interface AskedAhead {
  readonly stage: Stage;
  readonly step: number;
  /** Whether that stage still waits for what was asked. */
  readonly waits: boolean;
}

/** A prompt that sweeps put off. It lasts as long as their plan does. */
export interface Deferral {
  /** When it was deferred for the first time (epoch milliseconds); `null` while an operator works on the order. */
  readonly since: number | null;
  /** The policy by which it was deferred last. Under another policy the order is decided again. */
  readonly policyVersion: string;
}

/** Whether recovery of this order is paused at that moment. */
export function isPaused({ pausedUntil }: Orchestration, now: number): boolean {
  return pausedUntil !== null && pausedUntil > now;
}

/** The registers of an order without facts. */
export const EMPTY_REGISTERS: StageRegisters = perStage(() => EMPTY_REGISTER);

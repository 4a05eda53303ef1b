import type { Bill } from "../money/bill.ts";
import type { PaymentMethod } from "../money/payment.ts";
import type { RequiredByDefault, RequiresKey } from "../requirements.ts";
import {
  perStage,
  STAGE_DEFINITIONS,
  type Stage,
  type StageStatus,
  type WaitingOn,
} from "../stage.ts";
import type { PaymentWait } from "../stage-facts.ts";
import type { QuietHours } from "./quiet-hours.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** How one stage is recovered. Durations are milliseconds. */
export interface StagePolicy {
  /** How long after the last news the order becomes due. */
  readonly patienceMs: number;
  /** Who must act next if the source does not say. */
  readonly waitingOn: Readonly<Record<StageStatus, WaitingOn | null>>;
  /** The times of the prompts, counted from the moment the order became due; the first is 0. */
  readonly cadenceMs: readonly number[];
  /** How long after the last prompt the order is escalated. */
  readonly escalateAfterMs: number;
  /** The control group's share of all orders, 0 to 1. Its orders get no prompts. */
  readonly controlShare: number;
}

/** How payments count, and how long they may take. Durations are milliseconds. */
export interface PaymentPolicy extends Pick<Bill, "settledBy" | "partialBy"> {
  /** How long a payment by this method may be under way; `null` means the stage's patience. */
  readonly patienceMs: Readonly<Record<PaymentMethod, number | null>>;
  /** How long before a voucher or a transfer lapses its shopper gets a prompt; at most half of its time. */
  readonly voucherLeadMs: number;
  /** What becomes of a provider's payments that name no order. */
  readonly unnamed: "ignore" | "escalate";
}

/** When a person who could be written to is left alone, because a prompt would be wrong. */
interface JudgmentPolicy {
  /** Whether an operator is asked first about an unpaid order if the same person bought a later one that is alike. */
  readonly asksAboutLaterOrder: boolean;
  /** Whether no prompt goes out while an escalation of the order is assigned to an operator. */
  readonly waitsForAssignee: boolean;
}

/** How many messages may leave in a minute, over all workers; a sixth of it at once. */
export interface SendRate {
  /** To all destinations together. */
  readonly perMinute: number;
  /** To one destination, which is the domain of an address. */
  readonly perDestination: number;
}

/** Recovery as data, so that it can change without a change of code. */
export interface RecoveryPolicy {
  /** Recorded with each decision. */
  readonly version: string;
  readonly stages: Readonly<Record<Stage, StagePolicy>>;
  readonly payment: PaymentPolicy;
  readonly checks: {
    /** How many failed identity checks an operator takes over at; `null` for never. */
    readonly maxAttempts: number | null;
  };
  /** The stages that an order needs if its shop doesn't say. */
  readonly requires: Readonly<Record<RequiresKey, RequiredByDefault>>;
  readonly judgment: JudgmentPolicy;
  /** Orders that are older than this when they first come are only followed; `null` for no limit. */
  readonly maxAgeMs: number | null;
  /** When no prompts are sent, in the member's local time; `null` for never. */
  readonly quietHours: QuietHours | null;
  /** A member gets at most one message in this time; `null` for no cap. */
  readonly frequencyCapMs: number | null;
  /** Whether several overdue orders of one member are folded into one message. */
  readonly foldsOrders: boolean;
  /** How long after an escalation the order is due again. */
  readonly recheckMs: number;
  /** How long after its decision a prompt is still worth sending. */
  readonly worthSendingMs: number;
  /** How fast prompts leave; `null` for no limit. */
  readonly sendRate: SendRate | null;
  /** How long points stay held after an order's last progress. */
  readonly holdMs: number;
  /** How long before held points go back the member gets a prompt about it. */
  readonly holdWarningMs: number;
}

const CADENCE = [0, 6 * HOUR, 24 * HOUR, 72 * HOUR] as const;

/** The policy of a shop that has not written its own. */
export const DEFAULT_POLICY: RecoveryPolicy = {
  version: "default-1",
  stages: perStage((stage) => ({
    patienceMs: STAGE_DEFINITIONS[stage].patienceMs,
    waitingOn: STAGE_DEFINITIONS[stage].waitingOn,
    cadenceMs: CADENCE,
    escalateAfterMs: 24 * HOUR,
    controlShare: 0,
  })),
  payment: {
    settledBy: "authorisation",
    partialBy: "operator",
    patienceMs: {
      card: null,
      wallet: null,
      bank_redirect: null,
      // SEPA and Bacs debits settle within 14 days.
      bank_debit: 14 * DAY,
      bank_transfer: 14 * DAY,
      voucher: 7 * DAY,
      pay_later: 3 * DAY,
      crypto: DAY,
      on_delivery: 14 * DAY,
      manual: 14 * DAY,
      other: null,
    },
    voucherLeadMs: DAY,
    unnamed: "ignore",
  },
  checks: { maxAttempts: 3 },
  requires: { verification: "auto", loyaltyHold: "auto", fulfillment: "always" },
  judgment: { asksAboutLaterOrder: true, waitsForAssignee: true },
  maxAgeMs: 30 * DAY,
  quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60, timeZone: "UTC" },
  frequencyCapMs: 6 * HOUR,
  foldsOrders: true,
  recheckMs: 24 * HOUR,
  worthSendingMs: 24 * HOUR,
  // Mailbox providers slow down or refuse senders whose mail comes in bursts. A sweep's usual prompts leave at once.
  sendRate: { perMinute: 600, perDestination: 100 },
  holdMs: 7 * 24 * HOUR,
  holdWarningMs: 24 * HOUR,
};

/** Until when to wait for this stage after the last word about it (epoch milliseconds). */
export function waitFor(
  policy: RecoveryPolicy,
  stage: Stage,
  wait: PaymentWait | undefined,
  lastWord: number,
): number {
  const usual = lastWord + policy.stages[stage].patienceMs;
  if (wait === undefined || wait.step === "authenticate" || wait.step === "pay") return usual;
  const { patienceMs, voucherLeadMs } = policy.payment;
  if (wait.actBy !== null && wait.step !== null) {
    const lead = Math.min(voucherLeadMs, (wait.actBy - lastWord) / 2);
    return Math.max(usual, Math.floor(wait.actBy - lead));
  }
  const own = wait.method === null ? null : patienceMs[wait.method];
  return own === null ? usual : lastWord + own;
}

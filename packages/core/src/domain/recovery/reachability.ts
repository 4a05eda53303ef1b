import type { EscalationReason } from "../escalation.ts";
import type { ReconsiderEvent } from "../events.ts";
import type { Orchestration } from "../orchestration.ts";
import { reasonOfNeed } from "../order-needs.ts";
import { isTerminal } from "../stage.ts";
import { type DecisionKind, OPERATOR_AT_WORK } from "./recovery-decision.ts";

/** Why no mail reaches a shopper. Each is a reason to call an operator, and ends when mail reaches the shopper. */
export const OUT_OF_REACH = [
  "missing_member",
  "missing_address",
  "unreachable",
] as const satisfies readonly EscalationReason[];

/** Why no mail reaches a shopper. */
type OutOfReach = (typeof OUT_OF_REACH)[number];

/** The reason of decisions about test orders: nobody is written to, and nobody is missing. */
const TEST_ORDER = "test_order";

/** Reasons of decisions after which prompts go on as soon as their cause is gone. */
const HELD_BACK: ReadonlySet<string> = new Set([
  ...OUT_OF_REACH,
  "opted_out",
  "unsubscribed",
  "complained",
  "address_bounced",
  TEST_ORDER,
  "late",
  OPERATOR_AT_WORK,
]);

/** What is known of the mail to an order's shopper. */
export interface Reach {
  /** Why no mail reaches the shopper now; `null` if it does. */
  readonly lacks: OutOfReach | null;
  /** The latest decision; `null` if later news have planned the next one, or it is due already. */
  readonly decided: { readonly kind: DecisionKind; readonly reason: string } | null;
  /**
   * How many mails that asked for the current stage went out to the shopper's mailbox since the stage began, including
   * those that may have been accepted.
   */
  readonly mails: number;
  /** Whether the latest step's prompt was given up without being sent. */
  readonly isLatestUnsent: boolean;
  /** Whether a prompt that is not yet on its way was decided for another member or mailbox than the order's of now. */
  readonly isMisdirected: boolean;
}

/**
 * What must be recorded after a change of who can be written to, so that the order is decided again now.
 *
 * - If mail reaches the shopper again, steps whose mail never went out are given back.
 * - Prompts to somebody else or to another mailbox are withdrawn, since the frequency cap was not asked about this one.
 * - If mail no longer reaches the shopper, prompts that have begun can't go on, so the next decision calls an operator now.
 *
 * @param isOtherPerson whether the order has another shopper than before
 * @returns `null` if the change does not matter to the order
 */
export function reachabilityChange(
  order: Orchestration,
  reach: Reach,
  isOtherPerson = false,
): Pick<ReconsiderEvent, "resolves" | "cadenceStep" | "withdraws"> | null {
  const { isMisdirected } = reach;
  const found = changeOf(order, reach, isOtherPerson);
  if (!isMisdirected || isTerminal(order) || order.isSilent) return found;
  // Another entry to the stage also stops the mail that a worker has already.
  const stops = order.waitingOn === "member" ? { cadenceStep: order.cadenceStep } : {};
  return { resolves: [], ...stops, ...found, withdraws: true };
}

function changeOf(
  order: Orchestration,
  reach: Reach,
  isOtherPerson: boolean,
): Pick<ReconsiderEvent, "resolves" | "cadenceStep"> | null {
  if (isTerminal(order) || order.isSilent) return null;
  const { lacks, decided } = reach;
  // Whatever another person lacks is a new cause.
  if (isOtherPerson && lacks !== null && waitsOnMember(order)) return { resolves: OUT_OF_REACH };
  const told = (order.needs ?? []).map(reasonOfNeed);
  const outdated = OUT_OF_REACH.filter((reason) => reason !== lacks);
  const isOutdated = outdated.some((reason) => told.includes(reason));
  if (lacks !== null) {
    const hasBegun = decided?.kind === "prompt" || decided?.kind === "defer";
    const wasTest = decided?.reason === TEST_ORDER;
    const isNews = (hasBegun || wasTest) && waitsOnMember(order) && !told.includes(lacks);
    return isNews || isOutdated ? { resolves: outdated } : null;
  }
  const isHeldBack = reach.isLatestUnsent || (decided !== null && HELD_BACK.has(decided.reason));
  const back = stepsBack(order, reach);
  const isExhausted = told.includes("cadence_exhausted") || decided?.reason === "cadence_exhausted";
  const mayGoOn = isExhausted && back !== null;
  const isUnasked = isOtherPerson && back !== null;
  if (!isOutdated && !isHeldBack && !mayGoOn && !isUnasked && !reach.isMisdirected) return null;
  return {
    resolves: mayGoOn ? [...outdated, "cadence_exhausted"] : outdated,
    ...(back === null ? {} : { cadenceStep: back }),
  };
}

/** The step to go on with; `null` if each step's mail went out. */
function stepsBack({ waitingOn, cadenceStep }: Orchestration, { mails }: Reach): number | null {
  return waitingOn === "member" && mails < cadenceStep ? mails : null;
}

function waitsOnMember({ waitingOn, ahead }: Orchestration): boolean {
  return waitingOn === "member" || ahead?.waits === true;
}

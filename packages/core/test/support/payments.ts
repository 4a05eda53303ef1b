import {
  type Accepted,
  type Bill,
  DEFAULT_POLICY,
  type DisputeReport,
  type Orchestration,
  type OrchestrationEvent,
  type PaymentReport,
  type PaymentSnapshot,
  type Placed,
  placeOrder,
  type RefundReport,
  type StageEvent,
  transition,
} from "../../src/domain/index.ts";
import { at, fact, PLACED_AT } from "./order.ts";

/** EUR 129.00, to be paid before anything else happens. */
export const BILL: Bill = {
  total: 12_900,
  currency: "EUR",
  terms: null,
  countsTest: false,
  settledBy: "authorisation",
  partialBy: "operator",
};

const { total: TOTAL } = BILL;

/** An order without optional stages that is to be paid by this bill. */
export function billed(changes: Partial<Bill> = {}): Orchestration {
  return placedBilled(changes).orchestration;
}

/** The same with the first entries of its timeline. */
export function placedBilled(changes: Partial<Bill> = {}): Placed {
  const bill = { ...BILL, ...changes };
  const notRequired = ["verification", "loyalty_hold"] as const;
  return placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT, { bill });
}

/** What a source says of one payment as of a minute. */
export function snapshot(
  state: PaymentSnapshot["state"],
  minute: number,
  said: Partial<PaymentSnapshot> = {},
): PaymentSnapshot {
  return {
    state,
    method: "card",
    methodName: "card",
    currency: "EUR",
    authorised: state === "authorised" ? TOTAL : 0,
    captured: state === "captured" ? TOTAL : 0,
    since: at(minute),
    actBy: null,
    captureBefore: null,
    nextStep: null,
    reason: null,
    waitingOn: state === "failed" || state === "expired" ? "member" : null,
    isTest: false,
    ...said,
  };
}

/** A report about the payment with this reference. */
export function report(
  reference: string,
  minute: number,
  said: Partial<PaymentReport> = {},
): PaymentReport {
  return {
    account: "",
    reference,
    asOf: at(minute),
    snapshot: null,
    refundedTotal: null,
    refunds: [],
    disputes: [],
    ...said,
  };
}

/** The fact that a payment got into a state. */
export function paid(
  reference: string,
  state: PaymentSnapshot["state"],
  minute: number,
  said: Partial<PaymentSnapshot> = {},
): StageEvent {
  return about(minute, report(reference, minute, { snapshot: snapshot(state, minute, said) }));
}

/** The fact that money of a payment was given back. */
export function refund(
  payment: string,
  minute: number,
  said: Partial<RefundReport> = {},
): StageEvent {
  const refunds = [
    {
      reference: `re_${payment}`,
      amount: TOTAL,
      currency: "EUR",
      state: "succeeded",
      createdAt: at(minute),
      reason: null,
      ...said,
    } as const,
  ];
  return about(minute, report(payment, minute, { refunds }));
}

/** The fact that a payment is disputed. */
export function dispute(
  payment: string,
  minute: number,
  said: Partial<DisputeReport> = {},
): StageEvent {
  const disputes = [
    {
      reference: `dp_${payment}`,
      amount: TOTAL,
      currency: "EUR",
      state: "open",
      createdAt: at(minute),
      dueBy: null,
      reason: null,
      ...said,
    } as const,
  ];
  return about(minute, report(payment, minute, { disputes }));
}

let facts = 0;

/** A fact that holds these reports. */
export function about(minute: number, ...payments: readonly PaymentReport[]): StageEvent {
  facts += 1;
  return fact("payment", "in_progress", minute, { sourceEventId: `evt-${facts}`, payments });
}

/** The result of an event that arrived at the given minute, with the bill as it is now. */
export function told(
  state: Orchestration,
  event: OrchestrationEvent,
  { minute = 60, bill = null }: { readonly minute?: number; readonly bill?: Bill | null } = {},
): Accepted {
  const result = transition(state, event, DEFAULT_POLICY, at(minute), bill);
  if (!result.ok) throw new Error(`Refused: ${result.code}`);
  return result;
}

/** The order after these events. */
export function tell(
  state: Orchestration,
  ...events: readonly OrchestrationEvent[]
): Orchestration {
  return events.reduce((known, event) => told(known, event).next, state);
}

/** The reasons for which an operator is needed now. */
export function needsOf(state: Orchestration): string[] {
  return (state.needs ?? []).map((need) => need.slice(0, need.indexOf(" ")));
}

/** What a decision knows of a shopper who can be written to. */
export const SHOPPER = {
  orderId: "o-1",
  isTest: false,
  member: "known",
  email: "ada@shop.test",
  timeZone: "UTC",
  orderUpdates: true,
  suppression: null,
  lastPromptedAt: null,
  providerAnswer: "none",
  pointsReturnAt: null,
  isAssigned: false,
  boughtAgain: false,
} as const;

import { readCheck, readParcel, readPayment } from "@followthrough/core/contract";
import {
  DEFAULT_POLICY,
  type EscalationReason,
  type Orchestration,
  type OrchestrationEvent,
  perRequirement,
  placeOrder,
  type StageEvent,
  stagesWith,
  transition,
} from "@followthrough/core/domain";
import type { PlannedOrder, Step } from "../plan/shop-plan.ts";

/** What counts as paid by the default policy. */
const BILL = {
  terms: null,
  countsTest: true,
  settledBy: DEFAULT_POLICY.payment.settledBy,
  partialBy: DEFAULT_POLICY.payment.partialBy,
};

/** The state that a planned order reaches by the product's own rules, without sweeps. */
export interface Rehearsal {
  readonly orchestration: Orchestration;
  /** What its reports alone escalate. */
  readonly escalations: readonly EscalationReason[];
}

/** Runs the steps of an order through the rules that the product runs. @param now epoch milliseconds */
export function rehearse({ body, steps }: PlannedOrder, now: number): Rehearsal {
  const { redeemPoints = 0, promisedBy } = body;
  const redemption =
    redeemPoints > 0
      ? { news: "placed" as const, held: { holdId: "hold", points: redeemPoints, expiresAt: now } }
      : null;
  const requires = perRequirement((key) => body.requires?.[key] ?? true);
  const placedAt = Date.parse(body.placedAt ?? "");
  const bill = { ...BILL, total: body.total.amount, currency: body.total.currency };
  let { orchestration } = placeOrder(stagesWith(requires, false), placedAt, DEFAULT_POLICY, now, {
    redemption,
    bill,
    promisedBy: promisedBy === undefined ? null : Date.parse(promisedBy),
  });
  const escalations: EscalationReason[] = [];
  for (const [at, event] of Object.values(steps)
    .flat()
    .flatMap((step) => eventsOf(step, now))
    .entries()) {
    // Each request comes a moment after the one before.
    const result = transition(orchestration, event, DEFAULT_POLICY, now + at);
    if (!result.ok) throw new Error(`The rules refuse ${JSON.stringify(event)}: ${result.code}`);
    orchestration = result.next;
    escalations.push(...result.effects.escalates);
  }
  return { orchestration, escalations };
}

function eventsOf(step: Step, now: number): OrchestrationEvent[] {
  switch (step.kind) {
    case "report":
      return [stageEvent(step.event, now)];
    case "cancel":
      return [{ kind: "cancelled", note: step.reason, actor: "api" }];
    case "pause": {
      const { until, reason, operator = "operator" } = step.body;
      return [{ kind: "paused", until: Date.parse(until), note: reason, actor: operator }];
    }
    default:
      return [];
  }
}

function stageEvent(
  event: Extract<Step, { readonly kind: "report" }>["event"],
  now: number,
): StageEvent {
  const { occurredAt, nextActionAt, payment, check, parcel } = event;
  const asOf = occurredAt === undefined ? now : Date.parse(occurredAt);
  return {
    kind: "stage",
    stage: event.stage,
    status: event.status,
    reopens: event.reopens ?? false,
    occurredAt: occurredAt === undefined ? null : Date.parse(occurredAt),
    source: event.source ?? null,
    sourceEventId: event.sourceEventId ?? null,
    waitingOn: event.waitingOn ?? null,
    nextActionAt: nextActionAt === undefined ? null : Date.parse(nextActionAt),
    note: event.note ?? null,
    payload: null,
    metadataPatch: null,
    ...(payment && { payments: [readPayment(payment, asOf)] }),
    ...(check && { checks: [readCheck(check, asOf)] }),
    ...(parcel && { parcels: [readParcel(parcel, asOf)] }),
    actor: "api",
  };
}

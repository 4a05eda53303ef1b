import type { Payment } from "./register.ts";

/** Money that came in by a payment or went back, at a moment. Amounts are in the payment's currency. */
export interface Flow {
  readonly kind: "capture" | "refund" | "dispute";
  readonly at: number;
  /** When it was last reported. */
  readonly asOf: number;
  readonly amount: number;
  /** A refund on its way, or a dispute that is not decided. */
  readonly isOpen: boolean;
}

/** What came in and went back by one payment until a moment, by the source's own times. */
export function flowsOf(payment: Payment, until: number): Flow[] {
  const { snapshot } = payment;
  const captured = capturedBy(payment, until);
  const flows = [
    ...capture(payment, captured),
    ...refundsOf(payment, until),
    ...disputesOf(payment, until),
  ];
  // Nobody can give back more than there was. As long as only the refund is known, it counts whole.
  if (snapshot === null) return flows;
  // Clocks differ, but no money goes back before it came.
  const since = payment.capturedAt ?? Number.NEGATIVE_INFINITY;
  const inOrder = flows.map((flow) => ({ ...flow, at: Math.max(flow.at, since) }));
  return withinCaptured(inOrder, captured);
}

function capture({ capturedAt, snapshot }: Payment, amount: number): Flow[] {
  if (capturedAt === null || amount === 0) return [];
  const asOf = snapshot?.asOf ?? capturedAt;
  return [{ kind: "capture", at: capturedAt, asOf, amount, isOpen: false }];
}

/** A payment that has less than it had, such as one that names another order now, had it until that was reported. */
function capturedBy({ snapshot, capturedAt, mostCaptured }: Payment, until: number): number {
  if (snapshot === null || capturedAt === null || capturedAt > until) return 0;
  return until < snapshot.asOf ? mostCaptured : snapshot.captured;
}

/** Every refund by its own id. The provider's total fills in for refunds that were not reported. */
function refundsOf(payment: Payment, until: number): Flow[] {
  const { refundedTotal } = payment;
  const refunds = Object.values(payment.refunds).filter((refund) => isOwn(payment, refund));
  const isActive = ({ state }: { readonly state: string }) =>
    state === "pending" || state === "succeeded";
  const flows = refunds
    .filter((refund) => isActive(refund) && refund.createdAt <= until)
    .map(({ createdAt, asOf, amount, state }): Flow => {
      return { kind: "refund", at: createdAt, asOf, amount, isOpen: state === "pending" };
    });
  if (refundedTotal === null || refundedTotal.asOf > until) return flows;
  const { amount, asOf, by } = refundedTotal;
  const included = refunds.filter((refund) => {
    const isSame = refund.asOf === asOf && refund.by === by;
    const wasActive = isActive(refund) || (refund.asOf >= asOf && !isSame);
    return wasActive && (isSame || refund.createdAt <= asOf);
  });
  const unreported = amount - included.reduce((sum, refund) => sum + refund.amount, 0);
  if (unreported <= 0) return flows;
  return [...flows, { kind: "refund", at: asOf, asOf, amount: unreported, isOpen: false }];
}

function disputesOf(payment: Payment, until: number): Flow[] {
  return Object.values(payment.disputes)
    .filter((dispute) => isOwn(payment, dispute) && dispute.createdAt <= until)
    .filter(
      ({ state, asOf }) =>
        state === "open" || state === "lost" || (state === "won" && until < asOf),
    )
    .map(({ createdAt, asOf, amount, state }): Flow => {
      return { kind: "dispute", at: createdAt, asOf, amount, isOpen: state === "open" };
    });
}

/** An amount in another currency than the payment's can't be subtracted from it. */
function isOwn({ snapshot }: Payment, { currency }: { readonly currency: string | null }): boolean {
  const own = snapshot?.currency ?? null;
  return own === null || currency === null || currency === own;
}

function withinCaptured(flows: readonly Flow[], captured: number): Flow[] {
  const left = { refund: captured, dispute: captured };
  return flows.flatMap((flow) => {
    if (flow.kind === "capture") return [flow];
    const amount = Math.min(left[flow.kind], flow.amount);
    left[flow.kind] -= amount;
    return amount === 0 ? [] : [{ ...flow, amount }];
  });
}

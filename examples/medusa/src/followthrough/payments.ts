import type { MedusaOrder, MedusaPayment, Message } from "./messages";
import { minorUnits } from "./minor-units";

// As many as a message may list. Older ones are in the sum of refunds and were listed before.
const MOST_REFUNDS = 50;

/** What is known of each payment of an order. Followthrough adds them up, so that no message says what is paid in all. */
export function payments(order: MedusaOrder): Message[] {
  const collections = order.payment_collections ?? [];
  return collections
    .flatMap((collection) => collection?.payments ?? [])
    .filter((payment) => payment !== null)
    .map((payment) => message(order, payment));
}

function message(order: MedusaOrder, payment: MedusaPayment): Message {
  const currency = payment.currency_code.toUpperCase();
  const sumOf = (parts: readonly ({ readonly amount: unknown } | null)[] | undefined) =>
    (parts ?? []).reduce((sum, part) => sum + minorUnits(part?.amount ?? 0, currency), 0);
  const captured = sumOf(payment.captures);
  const refundedTotal = sumOf(payment.refunds);
  const state = stateOf(payment, captured);
  // What is left of the amount can still be captured, until Medusa says that the payment is done.
  const isOpen = !payment.canceled_at && !payment.captured_at;
  const authorised = isOpen ? Math.max(0, minorUnits(payment.amount, currency) - captured) : 0;
  const refunds = (payment.refunds ?? []).filter((refund) => refund !== null);
  return {
    // Made of what it says: the same again is a repeat, and a second partial capture is not.
    id: `payment:${payment.id}:${state}:${authorised}:${captured}:${refundedTotal}`,
    body: {
      type: "stage.reported",
      timestamp: changedAt(payment),
      data: {
        orderId: order.id,
        stage: "payment",
        ...standing(order, state, captured, refundedTotal),
        payment: {
          reference: payment.id,
          methodName: payment.provider_id.slice(0, 100),
          // Medusa's own provider takes no money: somebody else does, and staff mark it as captured.
          ...(payment.provider_id === "pp_system_default" ? { method: "manual" } : {}),
          state,
          authorised,
          captured,
          currency,
          refundedTotal,
          refunds: refunds.slice(-MOST_REFUNDS).map((refund) => ({
            reference: refund.id,
            amount: minorUnits(refund.amount, currency),
            currency,
            // Medusa deletes a refund that its provider refuses.
            state: "succeeded",
            createdAt: new Date(refund.created_at).toISOString(),
          })),
        },
      },
    },
  };
}

function stateOf(
  payment: MedusaPayment,
  captured: number,
): "captured" | "cancelled" | "authorised" {
  if (captured > 0) return "captured";
  return payment.canceled_at ? "cancelled" : "authorised";
}

/** What the timeline shows. The sums decide the stage. */
function standing(order: MedusaOrder, state: string, captured: number, refunded: number) {
  if (captured > 0 && refunded >= captured) {
    return { status: "failed", waitingOn: "operator", reopens: true };
  }
  const isPaid = ["captured", "partially_refunded"].includes(order.payment_status ?? "");
  if (state === "captured" && isPaid) return { status: "completed" };
  if (state === "cancelled") return { status: "failed", waitingOn: "operator" };
  // Medusa captures by hand by default: the shopper is done.
  return { status: "in_progress", waitingOn: "operator" };
}

/** When the payment last changed by the store's clock, so that of two messages the one that saw more counts. */
function changedAt(payment: MedusaPayment): string {
  const times = [
    payment.created_at,
    payment.updated_at,
    payment.captured_at,
    payment.canceled_at,
    ...[...(payment.captures ?? []), ...(payment.refunds ?? [])].map((part) => part?.created_at),
  ];
  const known = times.filter((time) => time !== null && time !== undefined);
  return new Date(Math.max(...known.map((time) => new Date(time).getTime()))).toISOString();
}

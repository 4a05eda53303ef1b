import { type Refusal, refuseWith } from "../platform/result.ts";

/** The refusal of an order that no shop has reported. */
export function orderUnknown(orderId: string): Refusal {
  return refuseWith("order_unknown", { orderId });
}

/** The refusal of a member that no shop has reported. */
export function memberUnknown(memberId: string): Refusal {
  return refuseWith("member_unknown", { memberId });
}

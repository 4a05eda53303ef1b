import { ActionOutcome, type OrderAction } from "@followthrough/core/contract";
import { ask } from "./ask.ts";

/** An order at the version that somebody has seen. */
export interface Seen {
  readonly orderId: string;
  readonly version: number;
}

/**
 * Acts on an order at the version the operator saw. Refused with `precondition_failed` when it has moved since.
 *
 * @param key the idempotency key, one for each click: a repeat has no second effect
 */
export function act({ orderId, version }: Seen, action: OrderAction, key: string) {
  return ask(ActionOutcome, `/orders/${encodeURIComponent(orderId)}/actions`, {
    method: "POST",
    body: action,
    headers: { "if-match": `"${version}"`, "idempotency-key": key },
  });
}

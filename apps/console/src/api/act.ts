import { ActionOutcome, type OrderAction } from "@followthrough/core/contract";
import { ask } from "./ask.ts";

/** An order at the version that somebody has seen. */
export interface Seen {
  readonly orderId: string;
  readonly version: number;
}

/**
 * Does something about an order as it was seen. Refused with `precondition_failed` when it has moved since.
 *
 * @param key one for each click: the same again does nothing twice
 */
export function act({ orderId, version }: Seen, action: OrderAction, key: string) {
  return ask(ActionOutcome, `/orders/${encodeURIComponent(orderId)}/actions`, {
    method: "POST",
    body: action,
    headers: { "if-match": `"${version}"`, "idempotency-key": key },
  });
}

import type { HoldEffect } from "@followthrough/core/domain";
import type { OperationRequest } from "./sql/operation-request.ts";

/** What an order's event does to points. It is written together with the event. */
export interface HoldEffectWrite {
  readonly orderId: string;
  /** The effect on the points held for the order. */
  readonly hold: HoldEffect | null;
  /** The ledger operation that must succeed for the event to be recorded. */
  readonly operation: OperationRequest | null;
}

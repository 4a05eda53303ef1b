import type { SignedIn } from "@followthrough/core/contract";

/** The order that an operator has on screen, at the version that they see. */
export interface SeenOrder {
  readonly orderId: string;
  readonly version: number;
}

/** What an operator's action carries: the version that they saw, and the key of this one click. */
export interface OperatorRequest {
  readonly by: SignedIn;
  readonly idempotencyKey: string;
  readonly version: number;
}

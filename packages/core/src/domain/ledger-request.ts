import type { Operated } from "./points/ledger-moves.ts";

/** The operations on a member's ledger. Times are epoch milliseconds. */
export type LedgerOperation =
  | {
      readonly kind: "hold";
      readonly holdId: string;
      readonly orderId: string | null;
      readonly points: number;
      readonly expiresAt: number;
    }
  | {
      readonly kind: "capture";
      readonly holdId: string;
      /** `null` for all of it; the rest goes back to the member. */
      readonly points: number | null;
      readonly key: string | null;
    }
  | {
      readonly kind: "release";
      readonly holdId: string;
      readonly key: string | null;
      /** Whether it only ends because time passed. A hold that is kept then stays. */
      readonly isLapse?: boolean;
    }
  | { readonly kind: "extend"; readonly holdId: string; readonly expiresAt: number }
  /** Its order is paid, so the hold does not expire. */
  | { readonly kind: "keep"; readonly holdId: string; readonly expiresAt: number }
  /** Its order is not paid, or not any more: the hold expires at this time, or later if it was extended. */
  | { readonly kind: "limit"; readonly holdId: string; readonly expiresAt: number }
  /** Expires a hold whose time is over; does nothing before that, or if the hold is kept. */
  | { readonly kind: "expire"; readonly holdId: string }
  | {
      readonly kind: "credit";
      readonly reference: string;
      readonly points: number;
      readonly expiresAt: number | null;
    }
  | {
      readonly kind: "reverse";
      readonly reference: string;
      readonly reverses: string;
      /** `null` for everything that was not taken back yet. */
      readonly points: number | null;
    }
  /** Takes the points whose time is over, except held points. */
  | { readonly kind: "lapse" };

/** Why an operation was refused. Nothing is recorded. */
export interface LedgerRefusal {
  readonly ok: false;
  readonly code:
    | "hold_unknown"
    | "credit_unknown"
    | "insufficient_points"
    | "hold_differs"
    | "hold_in_the_past"
    | "already_captured"
    | "already_released"
    | "expired"
    | "capture_exceeds_hold"
    | "credit_differs"
    | "already_reversed"
    | "reversal_exceeds_credit";
}

/** What becomes of an operation. */
export type LedgerResult = Operated | LedgerRefusal;
/** One kind of operation. */
export type OperationOf<Kind extends LedgerOperation["kind"]> = Extract<
  LedgerOperation,
  { kind: Kind }
>;

/** The refusal of an operation. */
export function refuse(code: LedgerRefusal["code"]): LedgerRefusal {
  return { ok: false, code };
}

/** A request to hold points for an order. Times are epoch milliseconds. */
interface HoldRequest {
  readonly holdId: string;
  readonly memberId: string;
  readonly orderId: string | null;
  readonly points: number;
  readonly expiresAt: number;
}

/** A points program's answer to a request. Anything other than success or refusal is thrown, and the request retried. */
export type ProgramAnswer =
  | { readonly ok: true }
  /** A final refusal; `code` is the points program's own reason. */
  | { readonly ok: false; readonly code: string };

/** What a points program knows about a member. */
export interface ProgramBalance {
  readonly posted: number;
  readonly pending: number;
  /** Points that were spent or held before their credit was taken back; 0 if it has no debts. */
  readonly debt: number;
  readonly holds: readonly {
    readonly holdId: string;
    readonly points: number;
    readonly isActive: boolean;
  }[];
}

/**
 * The shop's own system that keeps the points. A request may be repeated with the same key and has only one effect.
 */
export interface PointsProgram {
  hold(request: HoldRequest, key: string): Promise<ProgramAnswer>;
  extend(holdId: string, expiresAt: number, key: string): Promise<ProgramAnswer>;
  /** Takes this many of the held points; the rest goes back to the member. */
  capture(holdId: string, points: number, key: string): Promise<ProgramAnswer>;
  release(holdId: string, key: string): Promise<ProgramAnswer>;
  /** @returns `null` if it doesn't know the member */
  balance(memberId: string): Promise<ProgramBalance | null>;
}

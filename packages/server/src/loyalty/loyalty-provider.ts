/** Points to be held for an order. Times are epoch milliseconds. */
interface HoldRequest {
  readonly holdId: string;
  readonly memberId: string;
  readonly orderId: string | null;
  readonly points: number;
  readonly expiresAt: number;
}

/** What a programme says to a request. Anything that is neither yes nor no is thrown, and asked again. */
export type ProviderAnswer =
  | { readonly ok: true }
  /** It will say the same each time; `code` is its own word for why. */
  | { readonly ok: false; readonly code: string };

/** What a programme knows of a member. */
export interface ProviderBalance {
  readonly posted: number;
  readonly pending: number;
  readonly holds: readonly {
    readonly holdId: string;
    readonly points: number;
    readonly isActive: boolean;
  }[];
}

/**
 * Whoever keeps the points. Each request may come more than once, under the same key each time, and has one effect.
 */
export interface LoyaltyProvider {
  hold(request: HoldRequest, key: string): Promise<ProviderAnswer>;
  extend(holdId: string, expiresAt: number, key: string): Promise<ProviderAnswer>;
  /** Takes so many of the held points; the rest returns. */
  capture(holdId: string, points: number, key: string): Promise<ProviderAnswer>;
  release(holdId: string, key: string): Promise<ProviderAnswer>;
  /** @returns `null` for a member of whom it knows nothing */
  balance(memberId: string): Promise<ProviderBalance | null>;
}

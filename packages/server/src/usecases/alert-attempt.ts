import type { Escalation } from "@followthrough/core/contract";
import type { AttemptKey, LockedAlert } from "../db/alert-attempts.ts";
import type { AlertPayload } from "../db/operator-alerts.ts";

/** What an operator is told. */
export type Told =
  | { readonly kind: "escalation"; readonly escalation: Escalation }
  | Extract<AlertPayload, { kind: "engine" }>;

/** One attempt at telling one recipient. */
export interface AlertAttempt extends AttemptKey, Pick<LockedAlert, "channel" | "recipient"> {
  readonly told: Told;
  /** Epoch milliseconds; the same on every attempt. */
  readonly createdAt: number;
  /** Epoch milliseconds, by the database's clock. */
  readonly startedAt: number;
}

/** How an attempt ended. `failed`: certainly not told, or telling again does no harm. */
export type TellingEnd =
  | { readonly state: "sent" }
  | { readonly state: "unknown" | "failed"; readonly error: Error };

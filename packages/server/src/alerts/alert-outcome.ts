import type { AttemptKey, LockedAlert } from "./sql/alert-attempts.ts";
import type { Digest } from "./sql/alert-digests.ts";
import type { AlertPayload } from "./sql/operator-alerts.ts";

/** What an alert is about. */
export type AlertSubject =
  | { readonly kind: "digest"; readonly digest: Digest }
  | Extract<AlertPayload, { kind: "engine" }>;

/** One attempt to alert one recipient. */
export interface AlertAttempt extends AttemptKey, Pick<LockedAlert, "channel" | "recipient"> {
  readonly subject: AlertSubject;
  /** Epoch milliseconds; the same on every attempt. */
  readonly createdAt: number;
  /** Epoch milliseconds, by the database's clock. */
  readonly startedAt: number;
}

/** How an attempt ended. `failed`: the alert was certainly not sent, or sending it again does no harm. */
export type AlertOutcome =
  | { readonly state: "sent" }
  | { readonly state: "unknown" | "failed"; readonly error: Error };

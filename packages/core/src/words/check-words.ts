import type { CheckKind, CheckState } from "../domain/index.ts";

/** Why an identity check failed, where the shopper can do something about it. Providers use other codes, too. */
export const IDENTITY_REASONS = [
  "abandoned",
  "device_not_supported",
  "document_expired",
  "document_type_not_supported",
  "document_unverified_other",
  "email_unverified_other",
  "id_number_insufficient_document_data",
  "id_number_mismatch",
  "id_number_unverified_other",
  "phone_unverified_other",
  "selfie_document_missing_photo",
  "selfie_face_mismatch",
  "selfie_unverified_other",
] as const;

/** Why an identity check failed, where the shopper can do something about it. */
export type IdentityReason = (typeof IDENTITY_REASONS)[number];

/** Why a check failed or ended, where the shopper can do nothing about it. */
type OtherReason =
  | "consent_declined"
  | "country_not_supported"
  | "email_verification_declined"
  | "phone_verification_declined"
  | "selfie_manipulated"
  | "under_supported_age"
  | "rule"
  | "manual"
  | "approved"
  | "acknowledged"
  | "refunded"
  | "refunded_as_fraud"
  | "disputed"
  | "canceled"
  | "payment_never_settled"
  | "redacted";

/** What a shopper reads about a check that failed: what was wrong, and what helps. */
export type IdentityWords = Readonly<Record<IdentityReason, string>>;

/** What operators read about checks. */
export interface CheckWords {
  readonly kinds: Readonly<Record<CheckKind, string>>;
  readonly states: Readonly<Record<CheckState, string>>;
  /** In a few words, after the state. */
  readonly reasons: Readonly<Record<IdentityReason | OtherReason, string>>;
}

/** Whether there are words for a shopper about this code. */
export function isIdentityReason(code: string | null): code is IdentityReason {
  return IDENTITY_REASONS.some((reason) => reason === code);
}

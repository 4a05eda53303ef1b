/**
 * Who acts after an identity check failed, by Stripe's code (`last_error.code`). Stripe lets the shopper try again after
 * each of them; an operator decides where another try would give the same, or where it would press somebody who refused.
 */
const CODES = {
  abandoned: "not_tried",
  device_not_supported: "not_tried",
  document_expired: "member",
  document_type_not_supported: "member",
  document_unverified_other: "member",
  email_unverified_other: "member",
  id_number_insufficient_document_data: "member",
  id_number_mismatch: "member",
  id_number_unverified_other: "member",
  phone_unverified_other: "member",
  selfie_document_missing_photo: "member",
  selfie_face_mismatch: "member",
  selfie_unverified_other: "member",
  consent_declined: "operator",
  country_not_supported: "operator",
  email_verification_declined: "operator",
  phone_verification_declined: "operator",
  selfie_manipulated: "operator",
  under_supported_age: "operator",
} as const;

const acts: ReadonlyMap<string, (typeof CODES)[keyof typeof CODES]> = new Map(
  Object.entries(CODES),
);

/** The codes after which an operator decides. */
export const OPERATORS_CODES: readonly string[] = [...acts]
  .filter(([, who]) => who === "operator")
  .map(([code]) => code);

/** Whether nothing was checked, so that the attempt does not count as one that failed. */
export function isUntried(code: string): boolean {
  return acts.get(code) === "not_tried";
}

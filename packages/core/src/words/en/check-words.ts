import type { CheckWords, IdentityWords } from "../check-words.ts";

/** Why an identity check failed, in English, for shoppers. */
export const EN_IDENTITY: IdentityWords = {
  abandoned: "The identity check was left before its end.",
  device_not_supported:
    "Your device could not be used for the check. Another one, such as a phone with a camera, often helps.",
  document_expired: "The document has expired. Please use one that is still valid.",
  document_type_not_supported:
    "This kind of document can’t be used. Please use a passport, an identity card or a driving license.",
  document_unverified_other:
    "The photo of the document was not readable. A sharp photo of the whole document in good light often helps.",
  email_unverified_other: "Your e-mail address could not be confirmed.",
  id_number_insufficient_document_data:
    "The document does not show everything that the check needs. Another document often helps.",
  id_number_mismatch:
    "The number, the name or the date of birth did not match. Please check their spelling.",
  id_number_unverified_other: "The number could not be confirmed. Please check its spelling.",
  phone_unverified_other: "Your phone number could not be confirmed.",
  selfie_document_missing_photo:
    "The document has no photo to compare with. Please use one that has a photo.",
  selfie_face_mismatch:
    "The photo of you and the one in the document did not match. Good light and an uncovered face often help.",
  selfie_unverified_other:
    "The photo of you was not good enough for the check. Good light and an uncovered face often help.",
};

/** An order's checks in English, for operators. */
export const EN_CHECKS: CheckWords = {
  kinds: { identity: "Identity check", review: "Fraud review" },
  states: {
    requires_input: "Waits for the shopper",
    processing: "Being checked",
    verified: "Verified",
    cancelled: "Called off",
    open: "Open",
    approved: "Approved",
    rejected: "Rejected",
    closed: "Ended without a judgment",
  },
  reasons: {
    abandoned: "left before its end",
    device_not_supported: "the device can’t be used",
    document_expired: "the document has expired",
    document_type_not_supported: "this kind of document can’t be used",
    document_unverified_other: "the document was not readable or not genuine",
    email_unverified_other: "the e-mail address could not be confirmed",
    id_number_insufficient_document_data: "the document does not show enough",
    id_number_mismatch: "number, name or date of birth did not match",
    id_number_unverified_other: "the number could not be confirmed",
    phone_unverified_other: "the phone number could not be confirmed",
    selfie_document_missing_photo: "the document has no photo",
    selfie_face_mismatch: "the faces did not match",
    selfie_unverified_other: "the photo of the person was not good enough",
    consent_declined: "the shopper refused the check",
    country_not_supported: "not possible in the shopper’s country",
    email_verification_declined: "the shopper refused to confirm the e-mail address",
    phone_verification_declined: "the shopper refused to confirm the phone number",
    selfie_manipulated: "the photo of the person was manipulated",
    under_supported_age: "the shopper is under age",
    rule: "a rule asked for it",
    manual: "somebody asked for it",
    approved: "somebody approved the payment",
    acknowledged: "somebody looked at the payment and let it stand",
    refunded: "the payment was refunded",
    refunded_as_fraud: "refunded as fraud",
    disputed: "the payment was disputed",
    canceled: "the payment was called off",
    payment_never_settled: "the payment never arrived",
    redacted: "the payment’s data was deleted",
  },
};

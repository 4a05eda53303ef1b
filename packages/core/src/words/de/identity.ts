import type { IdentityWords } from "../check-words.ts";

/** Why an identity check failed, in German, for shoppers. */
export const DE_IDENTITY: IdentityWords = {
  abandoned: "Die Identitätsprüfung wurde vor ihrem Ende verlassen.",
  device_not_supported:
    "Ihr Gerät eignet sich nicht für die Prüfung. Oft hilft ein anderes, etwa ein Telefon mit Kamera.",
  document_expired: "Das Dokument ist abgelaufen. Bitte verwenden Sie ein gültiges.",
  document_type_not_supported:
    "Diese Art von Dokument eignet sich nicht. Bitte verwenden Sie Reisepass, Personalausweis oder Führerschein.",
  document_unverified_other:
    "Das Foto des Dokuments war nicht lesbar. Oft hilft ein scharfes Foto des ganzen Dokuments bei gutem Licht.",
  email_unverified_other: "Ihre E-Mail-Adresse konnte nicht bestätigt werden.",
  id_number_insufficient_document_data:
    "Das Dokument zeigt nicht alles, was die Prüfung braucht. Oft hilft ein anderes Dokument.",
  id_number_mismatch:
    "Nummer, Name oder Geburtsdatum stimmten nicht überein. Bitte prüfen Sie die Schreibweise.",
  id_number_unverified_other:
    "Die Nummer konnte nicht bestätigt werden. Bitte prüfen Sie die Schreibweise.",
  phone_unverified_other: "Ihre Telefonnummer konnte nicht bestätigt werden.",
  selfie_document_missing_photo:
    "Das Dokument hat kein Foto zum Vergleichen. Bitte verwenden Sie eines mit Foto.",
  selfie_face_mismatch:
    "Das Foto von Ihnen und das im Dokument stimmten nicht überein. Oft helfen gutes Licht und ein unbedecktes Gesicht.",
  selfie_unverified_other:
    "Das Foto von Ihnen war für die Prüfung nicht gut genug. Oft helfen gutes Licht und ein unbedecktes Gesicht.",
};

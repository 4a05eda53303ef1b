import type { UnsubscribeWords } from "../unsubscribe-words.ts";

/** The words of the page that ends mail, in German. */
export const DE_UNSUBSCRIBE: UnsubscribeWords = {
  title: "Keine Mails mehr zu Ihren Bestellungen?",
  about:
    "{shop} schreibt Ihnen, wenn eine Bestellung auf Sie wartet. Wählen Sie, was aufhören soll. Ihre Bestellungen selbst bleiben unverändert.",
  stopAll: "Keine Mails mehr zu meinen Bestellungen",
  stopOrder: "Nur zu Bestellung {order} keine Mails mehr",
  stoppedTitle: "Sie sind abgemeldet",
  stopped: "{shop} schreibt Ihnen nicht mehr, wenn eine Bestellung auf Sie wartet.",
  stoppedOrderTitle: "Keine Mails mehr zu dieser Bestellung",
  stoppedOrder: "{shop} schreibt Ihnen nicht mehr zu Bestellung {order}.",
  undoAll: "Rückgängig: Schreiben Sie mir wieder",
  undoOrder: "Rückgängig: Schreiben Sie mir zu Bestellung {order}",
  resumedTitle: "Sie bekommen wieder Mails zu Ihren Bestellungen",
  complained:
    "Eine Mail an diese Adresse wurde als Spam gemeldet, deshalb sendet {shop} keine mehr. Wenn Sie wieder Mails möchten, schreiben Sie bitte dem Shop.",
  expiredTitle: "Dieser Link gilt nicht mehr",
  expired:
    "Links in unseren Mails gelten nur eine Zeit lang. Nehmen Sie den Link aus einer neueren Mail, oder schreiben Sie an {shop}.",
};

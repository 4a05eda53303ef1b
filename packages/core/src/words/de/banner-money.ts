import type { BannerCopy } from "../banner-words.ts";

/** What the banner says about an order's money, in German. */
export const DE_BANNER_MONEY: BannerCopy["money"] = {
  voucher: {
    headline: "Ihr Zahlschein liegt bereit",
    sentence:
      "{amount} sind offen. Bezahlen Sie mit dem Zahlschein; sobald das Geld da ist, geht es weiter.",
  },
  bank_transfer: {
    headline: "Ihre Überweisung steht noch aus",
    sentence: "{amount} sind offen. Sobald Ihre Überweisung da ist, geht es weiter.",
  },
  partly_paid: {
    headline: "{amount} sind offen",
    sentence:
      "Ein Teil Ihrer Bestellung ist bezahlt, und um den Rest kümmert sich unser Team. Sie müssen nichts tun.",
  },
  terms: {
    on_delivery: {
      headline: "{amount} sind noch zu bezahlen",
      sentence: "Das geschieht wie vereinbart bei der Lieferung.",
    },
    invoice: {
      headline: "{amount} sind noch zu bezahlen",
      sentence: "Das geschieht wie vereinbart auf Rechnung{until}.",
    },
    prepaid_invoice: {
      headline: "{amount} sind{until} auf Rechnung zu bezahlen",
      sentence: "Sobald das Geld da ist, geht es weiter.",
    },
    bank_transfer: {
      headline: "{amount} sind{until} zu überweisen",
      sentence: "Sobald das Geld da ist, geht es weiter.",
    },
  },
  untilDate: " bis {date}",
  received: "{amount} eingegangen",
  authorised: {
    headline: "Zahlung reserviert",
    sentence: "Abgebucht wird sie, wenn Ihre Bestellung versandt wird.",
  },
  arriving: {
    headline: "Eine Zahlung ist noch unterwegs",
    sentence: "Kommt sie an, wird sie erstattet.",
  },
  not_to_pay: {
    headline: "{amount} sind nicht mehr zu bezahlen",
    sentence: "Haben Sie schon bezahlt, wird das Geld erstattet.",
  },
  foreign: {
    headline: "Eine Zahlung von {amount} ist in einer anderen Währung",
    sentence: "Unser Team sieht sie sich an.",
  },
  to_release: {
    headline: "{amount} werden nicht abgebucht",
    sentence: "Der Betrag war nur reserviert, und Ihre Bank gibt ihn wieder frei.",
  },
  to_refund: {
    headline: "{amount} werden erstattet",
    sentence: "Das Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben.",
  },
  part_refund_pending: {
    headline: "Eine Erstattung von {amount} läuft",
    sentence: "Der Rest Ihrer Zahlung bleibt bestehen.",
  },
  refund_pending: {
    headline: "Die Erstattung von {amount} läuft",
    sentence: "Bis Ihre Bank sie zeigt, können einige Tage vergehen.",
  },
  refunded: {
    headline: "{amount} wurden erstattet",
    sentence: "Das Geld ging auf dem Weg zurück, auf dem Sie bezahlt haben.",
  },
  disputed: {
    headline: "{amount} sind strittig",
    sentence: "Ihre Bank hat das Geld zurückgeholt, und unser Team sieht es sich an.",
  },
  payTheRest:
    "Ein Teil Ihrer Bestellung ist bezahlt. Sobald auch der Rest bezahlt ist, geht es weiter.",
  show: { voucher: "Zahlschein anzeigen", bank_transfer: "Angaben zur Überweisung anzeigen" },
  otherWay: "Anders bezahlen",
  until: "Zu bezahlen bis",
};

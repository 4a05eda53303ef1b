import type { FoldedMailWords } from "../mail-words.ts";

/** The words of a mail for several orders, in German. */
export const DE_FOLDED_MAIL: FoldedMailWords = {
  subject: {
    0: (count) => `${count} Ihrer Bestellungen warten auf Sie`,
    1: (count) => `Erinnerung: ${count} Ihrer Bestellungen warten auf Sie`,
    2: (count) => `Erinnerung: ${count} Ihrer Bestellungen warten auf Sie`,
    3: (count) => `Warten weiter auf Sie: ${count} Ihrer Bestellungen`,
  },
  heading: (count) => `${count} Ihrer Bestellungen warten auf Sie`,
  first: (order, heading) => `Bestellung ${order}: ${heading}`,
  trackTitle: (order) => `So steht es um Bestellung ${order}`,
  othersTitle: "Außerdem offen",
  open: {
    payment: { open: "Zahlung ist noch offen", failed: "Zahlung ist noch einmal nötig" },
    verification: {
      open: "Identitätsprüfung ist noch offen",
      failed: "Identitätsprüfung ist noch einmal nötig",
    },
    loyalty_hold: {
      open: "Ein Punkte-Schritt ist noch offen",
      failed: "Punkte brauchen eine Entscheidung",
    },
    fulfillment: {
      open: "Eine Angabe zur Lieferung fehlt",
      failed: "Angaben zur Lieferung bitte ansehen",
    },
  },
  money: {
    voucher: "Ein Zahlschein ist noch nicht bezahlt",
    bank_transfer: "Eine Überweisung ist noch nicht da",
    voucher_expired: "Ein Zahlschein ist abgelaufen",
    terms: "Das Geld ist noch nicht da",
    partly_paid: "Ein Teil ist bezahlt, der Rest ist noch offen",
  },
  late: "Verspätet: zugesagt war {date}, und wir kümmern uns darum",
  news: {
    heading: (count) => `Neues zu ${count} Ihrer Bestellungen`,
    othersTitle: "Ihre anderen Bestellungen",
  },
  moreOrders: (count) =>
    count === 1 ? "und 1 weitere Bestellung" : `und ${count} weitere Bestellungen`,
  reason: (shop) =>
    `Sie erhalten diese Mail, weil diese Bestellungen bei ${shop} mit dieser Adresse aufgegeben wurden.`,
};

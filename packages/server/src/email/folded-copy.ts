import type { Stage } from "@followthrough/core/domain";
import type { Language } from "./recovery-copy.ts";
import type { PromptStep } from "./recovery-prompt-input.ts";
import type { Situation } from "./situation.ts";

/** What a mail says beside the rest when it speaks of several orders; `count` is all of them. */
interface FoldedCopy {
  readonly subject: Readonly<Record<PromptStep, (count: number) => string>>;
  readonly heading: (count: number) => string;
  /** Above what is said of the first order; the heading is that of its stage. */
  readonly first: (order: string, heading: string) => string;
  readonly trackTitle: (order: string) => string;
  readonly othersTitle: string;
  /** What is open, in a few words. */
  readonly open: Readonly<Record<Stage, Readonly<Record<Situation, string>>>>;
  readonly moreOrders: (count: number) => string;
  readonly reason: (shop: string) => string;
}

const EN: FoldedCopy = {
  subject: {
    0: (count) => `${count} of your orders are waiting for you`,
    1: (count) => `Reminder: ${count} of your orders are waiting for you`,
    2: (count) => `Reminder: ${count} of your orders are waiting for you`,
    3: (count) => `Still waiting for you: ${count} of your orders`,
  },
  heading: (count) => `${count} of your orders are waiting for you`,
  first: (order, heading) => `Order ${order}: ${heading}`,
  trackTitle: (order) => `Where order ${order} stands`,
  othersTitle: "Also waiting",
  open: {
    payment: { open: "Payment is still open", failed: "Payment needs another try" },
    verification: {
      open: "Identity check is still open",
      failed: "Identity check needs another try",
    },
    loyalty_hold: { open: "A points step is still open", failed: "Points need a decision" },
    fulfillment: { open: "A delivery detail is missing", failed: "Delivery needs a look from you" },
  },
  moreOrders: (count) => (count === 1 ? "and 1 more order" : `and ${count} more orders`),
  reason: (shop) =>
    `You get this mail because these orders were placed at ${shop} with this address.`,
};

const DE: FoldedCopy = {
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
  moreOrders: (count) =>
    count === 1 ? "und 1 weitere Bestellung" : `und ${count} weitere Bestellungen`,
  reason: (shop) =>
    `Sie erhalten diese Mail, weil diese Bestellungen bei ${shop} mit dieser Adresse aufgegeben wurden.`,
};

/** The copy of a mail for several orders. */
export const FOLDED_COPY: Readonly<Record<Language, FoldedCopy>> = { en: EN, de: DE };

import type { Stage } from "@followthrough/core/domain";
import type { PromptStep } from "./recovery-prompt-input.ts";
import type { Situation } from "./situation.ts";

/** The languages that recovery mail is written in; the first is the fallback. */
export const LANGUAGES = ["en", "de"] as const;

/** A language that recovery mail is written in. */
export type Language = (typeof LANGUAGES)[number];

/** What a mail says of one stage. `{order}` is the order's number. */
interface StageCopy {
  readonly label: string;
  readonly subject: Readonly<Record<Situation, string>>;
  readonly heading: Readonly<Record<Situation, string>>;
  readonly body: Readonly<Record<Situation, string>>;
  readonly button: string;
}

/** Everything a mail says in one language. */
export interface Copy {
  readonly dir: "ltr" | "rtl";
  readonly stages: Readonly<Record<Stage, StageCopy>>;
  /** Before the subject, by step of the cadence. */
  readonly subjectPrefix: Readonly<Record<PromptStep, string>>;
  /** After what is missing: how much depends on it, a little plainer each time. */
  readonly urgency: Readonly<Record<PromptStep, string>>;
  readonly greeting: (name: string | null) => string;
  readonly track: Readonly<Record<Situation | "done" | "notNeeded", string>>;
  readonly trackTitle: string;
  readonly stepsTitle: string;
  readonly stepUntil: (time: string) => string;
  readonly pointsHeld: (points: string, time: string) => string;
  readonly pointsBack: (points: string) => string;
  readonly lookAgain: (time: string) => string;
  readonly orderTitle: (order: string) => string;
  readonly moreItems: (count: number) => string;
  /** What the total is less, or more, than the items. */
  readonly less: string;
  readonly more: string;
  readonly total: string;
  readonly linkHint: string;
  readonly reason: (shop: string, order: string) => string;
  readonly wayOut: string;
}

const EN: Copy = {
  dir: "ltr",
  stages: {
    payment: {
      label: "Payment",
      subject: {
        open: "The payment for order {order} is still open",
        failed: "The payment for order {order} didn’t go through",
      },
      heading: { open: "Your payment is still open", failed: "The payment didn’t go through" },
      body: {
        open: "We have your order, and it is waiting for its payment. Once that is through, everything else follows.",
        failed:
          "The last payment for your order wasn’t completed. A limit or a check at the bank is often the reason. You can try again, or choose another way to pay.",
      },
      button: "Go to the payment",
    },
    verification: {
      label: "Identity",
      subject: {
        open: "Please confirm your identity for order {order}",
        failed: "The identity check for order {order} needs another try",
      },
      heading: {
        open: "Please confirm that it is you",
        failed: "The identity check needs another try",
      },
      body: {
        open: "Before we prepare your order we need to confirm who placed it. This takes a few minutes and makes sure that nobody orders in your name.",
        failed:
          "The last check could not confirm your identity. A blurred photo or a different spelling is often enough for that. You can simply do it again.",
      },
      button: "Confirm your identity",
    },
    loyalty_hold: {
      label: "Points",
      subject: {
        open: "A points step is open for order {order}",
        failed: "The points for order {order} need a decision",
      },
      heading: {
        open: "Your points need one more step",
        failed: "Your points need a decision",
      },
      body: {
        open: "Points belong to this order. One step is left until they count.",
        failed:
          "The points for this order could not be set aside. You can try again, or go on without them.",
      },
      button: "Go to your points",
    },
    fulfillment: {
      label: "Fulfilment",
      subject: {
        open: "We need a detail from you to send order {order}",
        failed: "Order {order} could not be sent yet",
      },
      heading: {
        open: "One detail is missing before we can send it",
        failed: "Your order could not be sent yet",
      },
      body: {
        open: "Your order is ready to be prepared. A detail about its delivery is missing, and only you can tell us.",
        failed:
          "Something about the delivery did not work out. Please look at the details of your order, so that we can send it.",
      },
      button: "Go to your order",
    },
  },
  subjectPrefix: { 0: "", 1: "Reminder: ", 2: "Reminder: ", 3: "Still waiting for you: " },
  urgency: {
    0: "You can pick up right where you left off.",
    1: "A short reminder, in case it got lost: you can pick up right where you left off.",
    2: "The order can’t move on until this is done.",
    3: "The order stays on hold until this is done; the next move is yours.",
  },
  greeting: (name) => (name === null ? "Hello," : `Hello ${name},`),
  track: {
    done: "✓",
    open: "needs you",
    failed: "needs another try",
    notNeeded: "not needed",
  },
  trackTitle: "Where your order stands",
  stepsTitle: "What is left to do",
  stepUntil: (time) => `until ${time}`,
  pointsHeld: (points, time) =>
    `${points} points are set aside for this order. If it gets no further, they go back to your account on ${time}.`,
  pointsBack: (points) =>
    `The ${points} points that were set aside for this order are back in your account.`,
  lookAgain: (time) => `If nothing changes, we look at your order again on ${time}.`,
  orderTitle: (order) => `Order ${order}`,
  moreItems: (count) => (count === 1 ? "and 1 more item" : `and ${count} more items`),
  less: "Discounts and points",
  more: "Delivery and fees",
  total: "Total",
  linkHint: "If the button does not work, open this address:",
  reason: (shop, order) =>
    `You get this mail because order ${order} was placed at ${shop} with this address.`,
  wayOut: "No more mail about my orders",
};

const DE: Copy = {
  dir: "ltr",
  stages: {
    payment: {
      label: "Zahlung",
      subject: {
        open: "Die Zahlung für Bestellung {order} ist noch offen",
        failed: "Die Zahlung für Bestellung {order} hat nicht geklappt",
      },
      heading: { open: "Ihre Zahlung ist noch offen", failed: "Die Zahlung hat nicht geklappt" },
      body: {
        open: "Ihre Bestellung ist bei uns und wartet auf die Zahlung. Sobald sie da ist, geht alles Weitere von selbst.",
        failed:
          "Die letzte Zahlung zu Ihrer Bestellung wurde nicht abgeschlossen. Oft liegt es an einem Limit oder einer Prüfung der Bank. Sie können es noch einmal versuchen oder anders bezahlen.",
      },
      button: "Zur Zahlung",
    },
    verification: {
      label: "Identität",
      subject: {
        open: "Bitte bestätigen Sie Ihre Identität für Bestellung {order}",
        failed: "Die Identitätsprüfung für Bestellung {order} ist noch einmal nötig",
      },
      heading: {
        open: "Bitte bestätigen Sie, dass Sie es sind",
        failed: "Die Prüfung ist noch einmal nötig",
      },
      body: {
        open: "Bevor wir Ihre Bestellung vorbereiten, müssen wir wissen, wer sie aufgegeben hat. Das dauert wenige Minuten und stellt sicher, dass niemand in Ihrem Namen bestellt.",
        failed:
          "Die letzte Prüfung konnte Ihre Identität nicht bestätigen. Oft genügt dafür ein unscharfes Foto oder eine andere Schreibweise. Sie können sie einfach wiederholen.",
      },
      button: "Identität bestätigen",
    },
    loyalty_hold: {
      label: "Punkte",
      subject: {
        open: "Für Bestellung {order} ist ein Punkte-Schritt offen",
        failed: "Die Punkte für Bestellung {order} brauchen eine Entscheidung",
      },
      heading: {
        open: "Ihre Punkte brauchen noch einen Schritt",
        failed: "Ihre Punkte brauchen eine Entscheidung",
      },
      body: {
        open: "Zu dieser Bestellung gehören Punkte. Bis sie zählen, fehlt noch ein Schritt.",
        failed:
          "Die Punkte für diese Bestellung konnten nicht reserviert werden. Sie können es noch einmal versuchen oder ohne Punkte fortfahren.",
      },
      button: "Zu Ihren Punkten",
    },
    fulfillment: {
      label: "Versand",
      subject: {
        open: "Für den Versand von Bestellung {order} fehlt uns eine Angabe",
        failed: "Bestellung {order} konnte noch nicht versendet werden",
      },
      heading: {
        open: "Für den Versand fehlt noch eine Angabe",
        failed: "Ihre Bestellung konnte noch nicht versendet werden",
      },
      body: {
        open: "Ihre Bestellung kann vorbereitet werden. Es fehlt eine Angabe zur Lieferung, die nur Sie machen können.",
        failed:
          "Bei der Lieferung hat etwas nicht geklappt. Bitte sehen Sie sich die Angaben zu Ihrer Bestellung an, damit wir sie versenden können.",
      },
      button: "Zu Ihrer Bestellung",
    },
  },
  subjectPrefix: { 0: "", 1: "Erinnerung: ", 2: "Erinnerung: ", 3: "Wartet weiter auf Sie: " },
  urgency: {
    0: "Sie können genau dort weitermachen, wo Sie aufgehört haben.",
    1: "Nur zur Erinnerung, falls es untergegangen ist: Sie können genau dort weitermachen, wo Sie aufgehört haben.",
    2: "Ohne diesen Schritt kann die Bestellung nicht weitergehen.",
    3: "Bis dahin ruht die Bestellung; der nächste Schritt liegt bei Ihnen.",
  },
  greeting: (name) => (name === null ? "Guten Tag," : `Guten Tag ${name},`),
  track: {
    done: "✓",
    open: "Sie sind dran",
    failed: "noch einmal nötig",
    notNeeded: "nicht nötig",
  },
  trackTitle: "So steht es um Ihre Bestellung",
  stepsTitle: "Das ist noch zu tun",
  stepUntil: (time) => `bis ${time}`,
  pointsHeld: (points, time) =>
    `${points} Punkte sind für diese Bestellung zurückgelegt. Geht sie nicht weiter, kommen sie zurück auf Ihr Konto: ${time}.`,
  pointsBack: (points) =>
    `Die ${points} Punkte, die für diese Bestellung zurückgelegt waren, sind wieder auf Ihrem Konto.`,
  lookAgain: (time) => `Wenn sich nichts ändert, sehen wir uns Ihre Bestellung wieder an: ${time}.`,
  orderTitle: (order) => `Bestellung ${order}`,
  moreItems: (count) => (count === 1 ? "und 1 weiterer Artikel" : `und ${count} weitere Artikel`),
  less: "Rabatte und Punkte",
  more: "Versand und Gebühren",
  total: "Summe",
  linkHint: "Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:",
  reason: (shop, order) =>
    `Sie erhalten diese Mail, weil Bestellung ${order} bei ${shop} mit dieser Adresse aufgegeben wurde.`,
  wayOut: "Keine weiteren Mails zu meinen Bestellungen",
};

/** The copy table. */
export const RECOVERY_COPY: Readonly<Record<Language, Copy>> = { en: EN, de: DE };

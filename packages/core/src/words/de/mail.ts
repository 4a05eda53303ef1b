import type { MailWords } from "../mail-words.ts";

/** The words of recovery mail, in German. */
export const DE_MAIL: MailWords = {
  dir: "ltr",
  stages: {
    payment: {
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
  checkAgain: "Sie können die Prüfung einfach wiederholen.",
  money: {
    voucher: {
      subject: {
        until: "Ihr Zahlschein für Bestellung {order} gilt bis {time}",
        open: "Ihr Zahlschein für Bestellung {order} ist noch nicht bezahlt",
      },
      heading: "Ihr Zahlschein ist noch nicht bezahlt",
      body: "Ihre Bestellung wartet auf {amount}. Sie können mit Ihrem Zahlschein bezahlen. Sobald das Geld da ist, geht alles Weitere von selbst.",
      until: "Der Zahlschein gilt bis {time}.",
      button: "Zahlschein anzeigen",
    },
    bank_transfer: {
      subject: {
        until: "Die Überweisung für Bestellung {order} ist möglich bis {time}",
        open: "Die Überweisung für Bestellung {order} ist noch nicht da",
      },
      heading: "Ihre Überweisung ist noch nicht da",
      body: "Ihre Bestellung wartet auf Ihre Überweisung von {amount}. Falls Sie sie schon abgeschickt haben, ist nichts mehr zu tun.",
      until: "Die Überweisung ist möglich bis {time}.",
      button: "Angaben zur Überweisung anzeigen",
    },
    partly_paid: {
      subject: "Für Bestellung {order} sind noch {amount} offen",
      heading: "{amount} sind noch offen",
      body: "Ein Teil Ihrer Bestellung ist bezahlt. Sobald auch der Rest da ist, geht alles Weitere von selbst.",
    },
    voucher_expired: {
      subject: "Der Zahlschein für Bestellung {order} ist abgelaufen",
      heading: "Ihr Zahlschein ist abgelaufen",
      body: "{amount} sind noch offen. Sie können einen neuen Zahlschein bekommen oder anders bezahlen. Falls Sie den Zahlschein schon bezahlt haben, ist nichts mehr zu tun.",
    },
    terms: {
      prepaid_invoice: {
        subject: "Bestellung {order}: {amount} sind{until} auf Rechnung zu bezahlen",
        heading: "Ihre Rechnung ist noch nicht bezahlt",
        body: "{amount} sind{until} auf Rechnung zu bezahlen. Falls Sie schon bezahlt haben, ist nichts mehr zu tun.",
      },
      bank_transfer: {
        subject: "Bestellung {order}: {amount} sind{until} zu überweisen",
        heading: "Ihre Überweisung ist noch nicht da",
        body: "{amount} sind{until} zu überweisen. Falls Sie das Geld schon abgeschickt haben, ist nichts mehr zu tun.",
      },
    },
    untilDate: " bis {date}",
  },
  late: {
    subject: "Bestellung {order} verspätet sich: zugesagt war {date}",
    heading: "Ihre Bestellung verspätet sich",
    body: [
      "Wir hatten Ihnen die Lieferung bis {date} zugesagt und haben das nicht geschafft. Das tut uns leid.",
      "Wir wissen davon und kümmern uns darum. Sie müssen nichts tun. Auf der Seite Ihrer Bestellung sehen Sie, wie es um sie steht.",
    ],
  },
  orderPage: "Bestellung öffnen oder anders bezahlen",
  stillOpen: "Noch offen",
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
    late: "verspätet",
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
  moreItems: (count, shown) =>
    count === 1 ? "und 1 weiterer Artikel" : `und ${shown} weitere Artikel`,
  amounts: {
    discount: "Rabatt",
    points: "Punkte",
    shipping: "Versand",
    tax: "Steuern",
    includedTax: "Enthaltene Steuern",
    other: "Weitere Beträge",
  },
  total: "Summe",
  linkHint: "Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:",
  reason: (shop, order) =>
    `Sie erhalten diese Mail, weil Bestellung ${order} bei ${shop} mit dieser Adresse aufgegeben wurde.`,
  wayOut: "Keine weiteren Mails zu meinen Bestellungen",
};

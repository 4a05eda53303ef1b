import type { BannerCopy } from "../banner-words.ts";
import { DE_BANNER_MONEY } from "./banner-money.ts";
import { DE_STAGES } from "./stages.ts";

const IDLE = "Sie müssen nichts tun.";

/** The banner's words in German, in the same tone: plain and without blame. */
export const DE_BANNER: BannerCopy = {
  stages: {
    payment: {
      name: DE_STAGES.payment,
      resume: { open: "Weiter zur Zahlung", failed: "Zahlung noch einmal versuchen" },
      change: {
        not_started: "Bestellung aufgegeben",
        in_progress: "Zahlung begonnen",
        waiting: "Zahlung wartet auf Bestätigung",
        completed: "Zahlung eingegangen",
        failed: "Zahlung nicht abgeschlossen",
      },
      headline: {
        not_started: "Als Nächstes kommt die Zahlung",
        in_progress: "Ihre Zahlung läuft",
        waiting: "Ihre Zahlung ist noch nicht bestätigt",
        failed: "Ihre Zahlung hat nicht geklappt",
      },
      sentence: {
        not_started: {
          member: "Ihre Bestellung ist aufgegeben. Sobald Sie bezahlt haben, geht sie weiter.",
          provider: `Ihre Bestellung ist aufgegeben, und Ihre Bank hat mit der Zahlung noch nicht begonnen. ${IDLE}`,
          operator: `Ihre Bestellung ist aufgegeben, und unser Team bereitet die Zahlung vor. ${IDLE}`,
          nobody: "Ihre Bestellung ist aufgegeben. Die Zahlung hat noch nicht begonnen.",
        },
        in_progress: {
          member: "Sie haben mit der Zahlung begonnen. Sobald sie fertig ist, geht es weiter.",
          provider: `Ihre Bank bearbeitet die Zahlung. ${IDLE}`,
          operator: `Unser Team bearbeitet die Zahlung. ${IDLE}`,
          nobody: "Die Zahlung läuft. Diese Seite zeigt, wenn sie da ist.",
        },
        waiting: {
          member: "Es fehlt noch ein Schritt von Ihnen, etwa die Freigabe bei Ihrer Bank.",
          provider: `Ihre Bank bestätigt die Zahlung noch. Das kann zwei Tage dauern. ${IDLE}`,
          operator: `Unser Team prüft die Zahlung. ${IDLE}`,
          nobody: "Die Zahlung wartet auf ihre Bestätigung.",
        },
        failed: {
          member:
            "Ihre Bestellung ist noch da. Sie können es noch einmal versuchen oder anders bezahlen.",
          provider: "Ihre Bestellung ist noch da, und wir warten auf Nachricht von Ihrer Bank.",
          operator: `Ihre Bestellung ist noch da, und unser Team sieht sich die Zahlung an. ${IDLE}`,
          nobody: "Ihre Bestellung ist noch da. Wie es mit der Zahlung weitergeht, ist noch offen.",
        },
      },
    },
    verification: {
      name: DE_STAGES.verification,
      resume: {
        open: "Identität bestätigen",
        failed: "Identitätsprüfung noch einmal versuchen",
      },
      change: {
        not_started: "Identitätsprüfung an der Reihe",
        in_progress: "Identitätsprüfung begonnen",
        waiting: "Identitätsprüfung wartet",
        completed: "Identität bestätigt",
        failed: "Identitätsprüfung nicht abgeschlossen",
      },
      headline: {
        not_started: "Als Nächstes kommt eine kurze Identitätsprüfung",
        in_progress: "Ihre Identitätsprüfung läuft",
        waiting: "Ihre Identität ist noch nicht bestätigt",
        failed: "Ihre Identität konnte nicht bestätigt werden",
      },
      sentence: {
        not_started: {
          member: "Bevor Ihre Bestellung weitergeht, bestätigen Sie bitte, dass Sie es sind.",
          provider: `Unser Prüfdienst hat noch nicht begonnen. ${IDLE}`,
          operator: `Unser Team bereitet die Identitätsprüfung vor. ${IDLE}`,
          nobody: "Die Identitätsprüfung hat noch nicht begonnen.",
        },
        in_progress: {
          member:
            "Sie haben mit der Identitätsprüfung begonnen. Sobald sie fertig ist, geht es weiter.",
          provider: `Unser Prüfdienst sieht sich Ihre Angaben an. ${IDLE}`,
          operator: `Unser Team sieht sich Ihre Angaben an. ${IDLE}`,
          nobody: "Die Identitätsprüfung läuft. Diese Seite zeigt, wenn sie fertig ist.",
        },
        waiting: {
          member: "Wir brauchen noch etwas von Ihnen, um Ihre Identität zu bestätigen.",
          provider: `Unser Prüfdienst hat Ihre Angaben und noch nicht geantwortet. ${IDLE}`,
          operator: `Unser Team geht Ihre Identitätsprüfung durch. ${IDLE}`,
          nobody: "Die Identitätsprüfung wartet auf ihr Ergebnis.",
        },
        failed: {
          member:
            "Ein schärferes Bild oder ein anderes Dokument hilft oft. Sie können es noch einmal versuchen.",
          provider: "Ihre Bestellung ist noch da, und wir warten auf unseren Prüfdienst.",
          operator: `Ihre Bestellung ist noch da, und unser Team sieht sich die Prüfung an. ${IDLE}`,
          nobody: "Ihre Bestellung ist noch da. Wie es mit der Prüfung weitergeht, ist noch offen.",
        },
      },
    },
    loyalty_hold: {
      name: DE_STAGES.loyalty_hold,
      resume: { open: "Punkte abschließen", failed: "Punkte noch einmal versuchen" },
      change: {
        not_started: "Punkte an der Reihe",
        in_progress: "Punkte werden zurückgelegt",
        waiting: "Punkte warten",
        completed: "Punkte geklärt",
        failed: "Punkte nicht zurückgelegt",
      },
      headline: {
        not_started: "Als Nächstes kommen Ihre Punkte",
        in_progress: "Ihre Punkte werden zurückgelegt",
        waiting: "Ihre Punkte sind noch nicht geklärt",
        failed: "Ihre Punkte konnten nicht zurückgelegt werden",
      },
      sentence: {
        not_started: {
          member: "Bitte sagen Sie, wie Sie Ihre Punkte für diese Bestellung nutzen möchten.",
          provider: `Das Punkteprogramm hat noch nicht begonnen. ${IDLE}`,
          operator: `Unser Team bereitet Ihre Punkte vor. ${IDLE}`,
          nobody: "Mit Ihren Punkten ist noch nichts geschehen.",
        },
        in_progress: {
          member: "Sie haben mit Ihren Punkten begonnen. Sobald das fertig ist, geht es weiter.",
          provider: `Das Punkteprogramm legt Ihre Punkte zurück. ${IDLE}`,
          operator: `Unser Team legt Ihre Punkte zurück. ${IDLE}`,
          nobody: "Punkte werden zurückgelegt. Diese Seite zeigt, wenn das fertig ist.",
        },
        waiting: {
          member: "Bei Ihren Punkten bleibt Ihnen noch etwas zu tun.",
          provider: `Das Punkteprogramm hat Ihre Punkte noch nicht bestätigt. ${IDLE}`,
          operator: `Unser Team prüft Ihre Punkte. ${IDLE}`,
          nobody: "Ihre Punkte warten auf ihre Bestätigung.",
        },
        failed: {
          member:
            "Ihre Bestellung ist noch da. Sie können es noch einmal versuchen oder ohne Punkte fortfahren.",
          provider: "Ihre Bestellung ist noch da, und wir warten auf das Punkteprogramm.",
          operator: `Ihre Bestellung ist noch da, und unser Team sieht sich Ihre Punkte an. ${IDLE}`,
          nobody: "Ihre Bestellung ist noch da. Was mit den Punkten geschieht, ist noch offen.",
        },
      },
    },
    fulfillment: {
      name: DE_STAGES.fulfillment,
      resume: { open: "Lieferangaben ergänzen", failed: "Lieferangaben prüfen" },
      change: {
        not_started: "Bestellung an den Versand übergeben",
        in_progress: "Bestellung wird vorbereitet",
        waiting: "Versand wartet",
        completed: "Bestellung versandt",
        failed: "Versand unterbrochen",
      },
      headline: {
        not_started: "Ihre Bestellung kann vorbereitet werden",
        in_progress: "Ihre Bestellung wird vorbereitet",
        waiting: "Ihre Bestellung wartet auf den Versand",
        failed: "Ihre Bestellung konnte noch nicht versandt werden",
      },
      sentence: {
        not_started: {
          member: "Wir brauchen Ihre Lieferangaben, bevor wir beginnen können.",
          provider: `Das Lager hat Ihre Bestellung und noch nicht begonnen. ${IDLE}`,
          operator: `Unser Team hat Ihre Bestellung und noch nicht begonnen. ${IDLE}`,
          nobody: "Alles davor ist erledigt. Die Vorbereitung hat noch nicht begonnen.",
        },
        in_progress: {
          member: "Während wir sie vorbereiten, brauchen wir noch eine Lieferangabe von Ihnen.",
          provider: `Das Lager bereitet Ihre Bestellung vor. ${IDLE}`,
          operator: `Unser Team bereitet Ihre Bestellung vor. ${IDLE}`,
          nobody: "Sie wird vorbereitet. Diese Seite zeigt, wenn das fertig ist.",
        },
        waiting: {
          member: "Vor dem Versand fehlt noch eine Lieferangabe von Ihnen.",
          provider: `Das Lager hat Ihre Bestellung noch nicht bestätigt. ${IDLE}`,
          operator: `Unser Team kümmert sich um Ihre Bestellung. ${IDLE}`,
          nobody: "Sie wartet darauf, versandt zu werden.",
        },
        failed: {
          member: "Vielleicht stimmt eine Lieferangabe nicht. Bitte sehen Sie sie sich an.",
          provider: "Wir warten auf Nachricht vom Lager.",
          operator: `Unser Team sieht nach, was sie aufhält. ${IDLE}`,
          nobody: "Wie es mit der Lieferung weitergeht, ist noch offen.",
        },
      },
    },
  },
  completed: {
    headline: "Ihre Bestellung ist abgeschlossen",
    sentence: "Alle Schritte Ihrer Bestellung sind erledigt.",
    change: "Bestellung abgeschlossen",
  },
  cancelled: {
    headline: "Ihre Bestellung wurde storniert",
    sentence: `Sie geht nicht weiter. ${IDLE}`,
    change: "Bestellung storniert",
  },
  loading: { headline: "Ihre Bestellung wird gesucht" },
  unreachable: {
    headline: "Wir erreichen Ihre Bestellung gerade nicht",
    sentence: "An Ihrer Bestellung ändert das nichts. Diese Seite versucht es weiter.",
  },
  absent: {
    headline: "Wir können diese Bestellung hier nicht zeigen",
    sentence:
      "Der Link ist vielleicht unvollständig oder nicht mehr gültig, oder die Bestellung gehört zu einem anderen Konto.",
  },
  stop: {
    done: "Erledigt",
    coming: "Kommt noch",
    unreached: "Nicht erreicht",
    cancelled: "Storniert",
    failed: "Nicht abgeschlossen",
    action: "Sie sind dran",
    waiting: {
      not_started: "Als Nächstes",
      in_progress: "Läuft",
      waiting: "Wartet",
      failed: "Nicht abgeschlossen",
    },
    money: {
      pay_later: "Folgt später",
      to_refund: "Wird erstattet",
      refund_pending: "Erstattung läuft",
      refunded: "Erstattet",
      disputed: "Strittig",
    },
  },
  money: DE_BANNER_MONEY,
  next: {
    member: "Ist es dann noch offen, erinnern wir Sie vielleicht per E-Mail",
    provider: "Kommt bis dahin keine Antwort, sieht unser Team nach",
    operator: "Wir sehen noch einmal danach",
    nobody: "Wir sehen nach, ob es weitergegangen ist",
  },
  labels: {
    track: "Schritte Ihrer Bestellung",
    latest: "Letzte Änderung",
    next: "Wie es weitergeht",
    steps: "Das bleibt Ihnen zu tun",
    ends: "endet",
    retry: "Noch einmal prüfen",
    justNow: "gerade eben",
    soon: "jeden Moment",
  },
  points: {
    label: "Ihre Punkte",
    active: "für diese Bestellung zurückgelegt",
    captured: "für diese Bestellung eingelöst",
    back: "wieder auf Ihrem Konto",
    until: "gehen zurück",
    expired: {
      headline: "Ihre Punkte sind nicht mehr zurückgelegt",
      sentence:
        "Sie sind wieder auf Ihrem Konto. Legen Sie sie noch einmal zurück, oder fahren Sie ohne Punkte fort.",
    },
    waive: "Ohne Punkte fortfahren",
  },
  delivery: {
    promised: "Zugesagt bis",
    late: {
      headline: "Ihre Lieferung hat sich verspätet",
      sentence: `Wir hatten sie bis {date} zugesagt. Das tut uns leid, und wir kümmern uns darum. ${IDLE}`,
    },
  },
  freshness: {
    live: "Live",
    checking: "Wird geprüft",
    checked: "Geprüft",
    retrying: "neuer Versuch",
    neverChecked: "Noch nicht geprüft",
  },
};

import type { CurrentStage, EscalationReason } from "@followthrough/core/domain";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import type { MoneyInput } from "../../mail/money-input.ts";
import { webAddress } from "../../mail/web-address.ts";
import { ALERT_FORMAT, ALERT_REASON, openFor } from "./alert-words.ts";

/** One escalation of a digest. */
interface DigestEntry {
  readonly orderId: string;
  /** `null`, like stage and value, while nobody has reported the order. */
  readonly orderNumber: string | null;
  readonly reason: EscalationReason;
  readonly since: Date;
  readonly isReminder: boolean;
  readonly stage: CurrentStage | null;
  /** The money that the reason is about, or else the order's total. */
  readonly value: MoneyInput | null;
  readonly dueAt: Date | null;
  /** A URL that shows the order to people who may see it. */
  readonly orderUrl: string;
}

/** Several orders that need an operator. */
export interface DigestAlert {
  readonly kind: "digest";
  readonly madeAt: Date;
  /** All escalations, also those that `entries` leaves out. */
  readonly counts: readonly {
    readonly reason: EscalationReason;
    readonly opened: number;
    readonly reminders: number;
  }[];
  /** The oldest ones; the oldest comes first. */
  readonly entries: readonly DigestEntry[];
  readonly workListUrl: string;
}

/** The escalations of one reason. */
interface DigestGroup {
  readonly title: string;
  readonly whatToDo: string;
  readonly rows: readonly {
    readonly name: string;
    readonly url: string;
    readonly value: string;
    readonly details: string;
  }[];
  /** What the mail leaves out, or `null`. */
  readonly more: string | null;
}

/** The words of a digest, before it is laid out as HTML or text. */
export interface OperatorDigestView {
  readonly lang: string;
  readonly subject: string;
  readonly summary: string;
  readonly groups: readonly DigestGroup[];
  readonly link: { readonly label: string; readonly url: string };
  readonly reason: string;
}

// A screen or two on a phone. The work list has all of them.
const MOST_ROWS = 20;

/** Chooses the words of a digest. */
export function describeDigest(digest: DigestAlert): OperatorDigestView {
  const { counts, entries, workListUrl } = digest;
  const shown = entries.slice(0, MOST_ROWS);
  const opened = counts.reduce((sum, count) => sum + count.opened, 0);
  const reminders = counts.reduce((sum, count) => sum + count.reminders, 0);
  const total = ALERT_FORMAT.count(opened + reminders);
  return {
    lang: ALERT_FORMAT.tag,
    subject: `${total} escalations ${opened === 0 ? "still wait" : "wait"} for an operator`,
    summary: summaryOf(opened, reminders),
    groups: counts.map((count) => {
      const rows = shown.filter(({ reason }) => reason === count.reason);
      const all = count.opened + count.reminders;
      const { label, whatToDo } = OPERATOR_WORDS.reasons[count.reason];
      return {
        title: `${label}: ${ALERT_FORMAT.count(all)}`,
        whatToDo,
        rows: rows.map((entry) => describeEntry(entry, digest.madeAt)),
        more: moreOf(all - rows.length, rows.length),
      };
    }),
    link: { label: "The work list", url: webAddress(workListUrl) },
    reason: ALERT_REASON,
  };
}

function summaryOf(opened: number, reminders: number): string {
  const [fresh, old] = [ALERT_FORMAT.count(opened), ALERT_FORMAT.count(reminders)];
  if (reminders === 0) return "All of them are new. The oldest come first.";
  if (opened === 0) return "You had an alert about all of them, and nobody is assigned.";
  const [are, have] = [opened === 1 ? "is" : "are", reminders === 1 ? "has" : "have"];
  return `${fresh} ${are} new. ${old} ${have} been open since an earlier alert, and nobody is assigned.`;
}

function moreOf(left: number, shown: number): string | null {
  if (left === 0) return null;
  return `${ALERT_FORMAT.count(left)}${shown === 0 ? "" : " more"} in the work list`;
}

function describeEntry(entry: DigestEntry, at: Date): DigestGroup["rows"][number] {
  const { orderId, orderNumber, since, isReminder, stage, value, dueAt } = entry;
  const details = [
    stage === null ? null : OPERATOR_WORDS.stages[stage],
    dueAt === null ? null : `deadline ${ALERT_FORMAT.shortTime(dueAt)}`,
    isReminder ? `open for ${openFor(since, at)}` : `since ${ALERT_FORMAT.shortTime(since)}`,
  ];
  return {
    name: displayText(orderNumber ?? orderId),
    url: webAddress(entry.orderUrl),
    value: value === null ? "" : ALERT_FORMAT.money(value),
    details: details.filter((detail) => detail !== null).join(" · "),
  };
}

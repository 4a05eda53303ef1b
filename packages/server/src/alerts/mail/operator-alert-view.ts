import type { CurrentStage, EscalationReason } from "@followthrough/core/domain";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import type { MoneyInput } from "../../mail/money-input.ts";
import { webAddress } from "../../mail/web-address.ts";
import { ALERT_FORMAT as FORMAT, openFor, ALERT_REASON as REASON } from "./alert-words.ts";

/** An order that needs an operator. */
interface EscalationAlert {
  readonly kind: "escalation";
  readonly escalationId: string;
  readonly orderId: string;
  /** `null`, like stage and value, while nobody has reported the order. */
  readonly orderNumber: string | null;
  readonly reason: EscalationReason;
  readonly since: Date;
  readonly stage: CurrentStage | null;
  /** The order's total. */
  readonly value: MoneyInput | null;
  /** The money that the reason is about. */
  readonly amount: MoneyInput | null;
  /** Until when an operator can act, or since when the money is due. */
  readonly dueAt: Date | null;
  /** When this reminder was decided; `null` if it is the first alert about the escalation. */
  readonly remindedAt: Date | null;
  /** A URL that shows the order to people who may see it. */
  readonly orderUrl: string;
}

/** The engine is late, or can't work. */
interface EngineAlert {
  readonly kind: "engine";
  /** A few words, for the subject line. */
  readonly title: string;
  /** What is wrong, and where to look first. */
  readonly sentence: string;
  readonly since: Date;
}

/** The contents of an alert to operators. */
export type OperatorAlert = EscalationAlert | EngineAlert;

/** The words of an alert, before it is laid out as HTML or text. */
export interface OperatorAlertView {
  readonly lang: string;
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly [string, ...string[]];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly reason: string;
}

const REMINDER = "You had an alert about it, and nobody is assigned.";

/** Chooses the words of an alert. */
export function describeAlert(alert: OperatorAlert): OperatorAlertView {
  return alert.kind === "escalation" ? describeEscalation(alert) : describeEngine(alert);
}

function describeEscalation(alert: EscalationAlert): OperatorAlertView {
  const { title, why, whatToDo } = OPERATOR_WORDS.reasons[alert.reason];
  const name = displayText(alert.orderNumber ?? alert.orderId);
  const age = alert.remindedAt === null ? null : openFor(alert.since, alert.remindedAt);
  const subject = `Order ${name}${age === null ? "" : `, open for ${age}`}: ${title}`;
  return {
    lang: FORMAT.tag,
    subject,
    heading: subject,
    paragraphs: age === null ? [why, whatToDo] : [why, whatToDo, REMINDER],
    facts: [
      { label: "Order", value: name },
      { label: "Order ID", value: displayText(alert.orderId) },
      ...(alert.stage === null
        ? []
        : [{ label: "Stage", value: OPERATOR_WORDS.stages[alert.stage] }]),
      ...(alert.value === null
        ? []
        : [{ label: "Value at stake", value: FORMAT.money(alert.value) }]),
      ...(alert.amount === null ? [] : [{ label: "Amount", value: FORMAT.money(alert.amount) }]),
      ...(alert.dueAt === null ? [] : [{ label: "Deadline", value: FORMAT.time(alert.dueAt) }]),
      { label: "Since", value: FORMAT.time(alert.since) },
      { label: "Escalation", value: displayText(alert.escalationId) },
    ],
    link: { label: "The order, with its timeline", url: webAddress(alert.orderUrl) },
    reason: REASON,
  };
}

function describeEngine(alert: EngineAlert): OperatorAlertView {
  const title = displayText(alert.title);
  return {
    lang: FORMAT.tag,
    subject: title,
    heading: title,
    paragraphs: [displayText(alert.sentence)],
    facts: [{ label: "Since", value: FORMAT.time(alert.since) }],
    link: null,
    reason: REASON,
  };
}

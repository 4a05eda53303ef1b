import type { CurrentStage, EscalationReason } from "@followthrough/core/domain";
import { displayText } from "./display-text.ts";
import { mailFormat } from "./mail-format.ts";
import { ESCALATION_COPY, STAGE_NAMES } from "./operator-alert-copy.ts";
import type { MoneyInput } from "./recovery-prompt-input.ts";
import { webAddress } from "./web-address.ts";

/** An order that needs an operator. */
interface EscalationAlert {
  readonly kind: "escalation";
  readonly escalationId: string;
  readonly orderId: string;
  /** `null`, as stage and value, while nobody has reported the order. */
  readonly orderNumber: string | null;
  readonly reason: EscalationReason;
  readonly since: Date;
  readonly stage: CurrentStage | null;
  /** What the order is worth. */
  readonly value: MoneyInput | null;
  /** Answers a GET with the order, to who may see it. */
  readonly orderUrl: string;
}

/** An engine that is late, or can't work. */
interface EngineAlert {
  readonly kind: "engine";
  /** A few words, for the subject line. */
  readonly title: string;
  /** What is the matter, and where to begin. */
  readonly sentence: string;
  readonly since: Date;
}

/** What operators are alerted to. */
export type OperatorAlert = EscalationAlert | EngineAlert;

/** An alert in words, before it is laid out as HTML or text. */
export interface OperatorAlertView {
  readonly lang: string;
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly [string, ...string[]];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly reason: string;
}

const REASON = "You get this mail because this address is set to receive operator alerts.";

/** Operators compare with logs, which are in UTC; British English writes 24 hours. */
const FORMAT = mailFormat("en-GB", "UTC");

/** Chooses the words of an alert. */
export function describeAlert(alert: OperatorAlert): OperatorAlertView {
  return alert.kind === "escalation" ? describeEscalation(alert) : describeEngine(alert);
}

function describeEscalation(alert: EscalationAlert): OperatorAlertView {
  const { title, why, whatToDo } = ESCALATION_COPY[alert.reason];
  const name = displayText(alert.orderNumber ?? alert.orderId);
  const subject = `Order ${name}: ${title}`;
  return {
    lang: FORMAT.tag,
    subject,
    heading: subject,
    paragraphs: [why, whatToDo],
    facts: [
      { label: "Order", value: name },
      { label: "Order ID", value: displayText(alert.orderId) },
      ...(alert.stage === null ? [] : [{ label: "Stage", value: STAGE_NAMES[alert.stage] }]),
      ...(alert.value === null
        ? []
        : [{ label: "Value at stake", value: FORMAT.money(alert.value) }]),
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

import type {
  CheckState,
  DisputeState,
  PaymentState,
  RefundState,
  StageStatus,
  WaitingOn,
} from "@followthrough/core/domain";
import type { MappingRow, Said } from "../mapping-row.ts";
import type { StripeObject } from "./objects.ts";
import type { MoneySaid } from "./payments.ts";

/** A row of Stripe's table. For each type of message, the first row that holds counts. */
export interface StripeRow extends MappingRow {
  readonly holds: (object: StripeObject) => boolean;
  /** What happened, for the timeline. */
  readonly note: (object: StripeObject) => string;
  /** What it says of money; `null` if it is about identity or fraud. */
  readonly money: MoneySaid | null;
  /** The state of the identity check or review; `null` if it is about money. */
  readonly check: CheckState | null;
}

/** When a row holds, in words and in code. */
export type Condition = Partial<Pick<StripeRow, "when" | "holds">>;

/** A row. A message that ends in `.*` stands for all that begin so. */
export function row(
  message: string,
  means: MappingRow["means"],
  note: string | StripeRow["note"],
  { when = null, holds = () => true }: Condition = {},
  money: MoneySaid | null = null,
): StripeRow {
  const payment = money === null ? null : inWords(money);
  const noteOf = typeof note === "string" ? () => note : note;
  return { message, when, means, holds, note: noteOf, money, payment, check: null };
}

/** A row about an identity check or a review that is in this state. */
export function check(
  message: string,
  state: CheckState,
  [status, waitingOn]: readonly [StageStatus, WaitingOn | null],
  note: string | StripeRow["note"],
  condition?: Condition,
): StripeRow {
  const means = { stage: "verification", status, waitingOn, reopens: false } as const;
  return { ...row(message, means, note, condition), check: state };
}

/** A row about a payment that is in this state. */
export function payment(
  message: string,
  state: PaymentState,
  said: readonly [StageStatus, WaitingOn | null],
  note: string | StripeRow["note"],
  condition?: Condition,
): StripeRow {
  return row(message, meaning(said), note, condition, { of: ownerOf(message), state });
}

/** A row about a refund that is in this state. */
export function refund(
  message: string,
  state: RefundState,
  said: readonly [StageStatus, WaitingOn | null],
  note: string | StripeRow["note"],
  condition?: Condition,
): StripeRow {
  return row(message, meaning(said), note, condition, { of: "refund", state });
}

/** A row about a dispute that is in this state. */
export function dispute(
  state: DisputeState,
  means: Said,
  note: string | StripeRow["note"],
  condition: Condition,
): StripeRow {
  return row("charge.dispute.*", means, note, condition, { of: "dispute", state });
}

function meaning([status, waitingOn]: readonly [StageStatus, WaitingOn | null]): Said {
  return { stage: "payment", status, waitingOn, reopens: false };
}

function ownerOf(message: string): "intent" | "session" | "charge" | "invoice" {
  if (message.startsWith("payment_intent.")) return "intent";
  if (message.startsWith("checkout.session.")) return "session";
  return message.startsWith("invoice.") ? "invoice" : "charge";
}

function inWords(money: MoneySaid): string {
  if (money.of === "refunds") return "refunded";
  return money.of === "refund" || money.of === "dispute"
    ? `${money.of} ${money.state}`
    : money.state;
}

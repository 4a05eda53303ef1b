import type { ErrorCode } from "../contract/errors.ts";
import type {
  CurrentStage,
  DeferralReason,
  DisputeState,
  EscalationReason,
  NextStepKind,
  NoteCode,
  OrchestrationStatus,
  ParcelState,
  PaymentMethod,
  PaymentState,
  RefundState,
  Sums,
  TermsKind,
  WaitingOn,
  WithheldReason,
} from "../domain/index.ts";
import type { CheckWords } from "./check-words.ts";

/** Why an order needs an operator. */
export interface ReasonWords {
  /** The name of a badge or a filter, in two or three words. */
  readonly label: string;
  /** What to do, in one line next to the order's facts in the console. */
  readonly advice: string;
  /** The text in an alert's subject line after the order's number and a colon. */
  readonly title: string;
  /** The cause, in an alert. Its reader has no other information at hand. */
  readonly why: string;
  /** What resolves it, in an alert. */
  readonly whatToDo: string;
}

/** What is said of an order's payments. */
export interface PaymentWords {
  readonly sums: Readonly<
    Record<Exclude<keyof Sums, "disputeOpen" | "owed"> | "total" | "open", string>
  >;
  readonly states: Readonly<Record<PaymentState, string>>;
  readonly methods: Readonly<Record<PaymentMethod, string>>;
  /** After "Refund of €9.00:". */
  readonly refunds: Readonly<Record<RefundState, string>>;
  /** After "Dispute of €98.00:". */
  readonly disputes: Readonly<Record<DisputeState, string>>;
  /** The name of a link to the page where the shopper takes the step. */
  readonly nextSteps: Readonly<Record<NextStepKind, string>>;
  /** When an order is to be paid, after "to be paid". */
  readonly terms: Readonly<Record<TermsKind, string>>;
}

/** Every word that the console and the operators' alerts share, in one language. */
export interface OperatorWords {
  readonly stages: Readonly<Record<CurrentStage, string>>;
  readonly statuses: Readonly<Record<OrchestrationStatus, string>>;
  readonly waitingOn: Readonly<Record<WaitingOn | "nobody", string>>;
  readonly reasons: Readonly<Record<EscalationReason, ReasonWords>>;
  readonly payments: PaymentWords;
  readonly checks: CheckWords;
  /** The state of a parcel, in a word or two. */
  readonly parcels: Readonly<Record<ParcelState, string>>;
  /** The text after "Not now:" or "Not mailed:". */
  readonly withheld: Readonly<Record<WithheldReason, string>>;
  /** The same for a deferral, with the place of the time zone and the time at which it ends. */
  readonly deferrals: Readonly<Record<DeferralReason, (place: string, time: string) => string>>;
  readonly notes: Readonly<Record<NoteCode, string>>;
  readonly refusals: Readonly<Record<ErrorCode, string>>;
  /** The texts that differ from `refusals` in the console. */
  readonly atConsole: Readonly<Partial<Record<ErrorCode, string>>>;
}

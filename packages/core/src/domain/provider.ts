import type { PaymentReport, PaymentTerms } from "./money/payment.ts";
import type { MailAddressProblem, OrderDetails, OrderLine, PostalPlace } from "./order-details.ts";
import { PROVIDERS } from "./providers.gen.ts";
import type { NamedRequirements } from "./requirements.ts";
import type { AskedStage, Stage, StageStatus, WaitingOn } from "./stage.ts";
import type { CheckReport } from "./things/check.ts";
import type { ParcelReport } from "./things/parcel.ts";

export { PROVIDERS };

/** A system that can report by webhook. */
export type Provider = (typeof PROVIDERS)[number];

/** Where a message of a provider stands between its arrival and its effect. */
export const INBOX_STATES = ["received", "applied", "parked", "ignored", "dead"] as const;

/** Where a message of a provider stands between its arrival and its effect. */
export type InboxState = (typeof INBOX_STATES)[number];

/** What a provider says about one stage. Times are epoch milliseconds. */
export interface ProviderFact {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly waitingOn: WaitingOn | null;
  readonly reopens: boolean;
  readonly occurredAt: number;
  readonly nextActionAt: number | null;
  readonly note: string | null;
  /** The same in every message that brings this fact. */
  readonly sourceEventId: string;
  /** More that an operator may want to know: the attempt, the step that the member has to take. */
  readonly details: Readonly<Record<string, unknown>>;
  /** With the stage `payment`: what the message says of payments. Their sums then decide the stage, not `status`. */
  readonly payments?: readonly PaymentReport[];
  /** With the stage `verification`: what the message says of checks. They then decide the stage, not `status`. */
  readonly checks?: readonly CheckReport[];
  /** With the stage `fulfillment`: what the message says of parcels. */
  readonly parcels?: readonly ParcelReport[];
}

/** A member as a provider reports one. */
export interface ProviderMember {
  readonly memberId: string;
  readonly email: string | null;
  readonly emailProblem?: MailAddressProblem | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** An order as a provider reports it. Times are epoch milliseconds. */
export interface ProviderOrder extends Partial<OrderDetails> {
  readonly orderNumber: string;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly items: readonly OrderLine[];
  /** Where the shopper lives, for what the order leaves out of language and time zone. */
  readonly place?: PostalPlace | null;
  /** The stages that the source names. The policy decides about the others. */
  readonly requires: NamedRequirements;
  /** `null` if it is to be paid before anything else happens. */
  readonly terms?: PaymentTerms | null;
  /** Whether the shop placed it only to test. */
  readonly isTest?: boolean;
  /** By when the shop promises to deliver. */
  readonly promisedBy?: number | null;
  readonly placedAt: number | null;
  /** When this was true in the shop's own system. An older report changes nothing. */
  readonly reportedAt: number;
}

/** An object of a provider. */
export interface ProviderReference {
  readonly id: string;
  /** The stage that we can ask the provider about with this id; `null` if there is none. */
  readonly asks: AskedStage | null;
}

/** What a provider answers when it is asked; `occurredAt` is its own time. */
export type ProviderTruth = Omit<ProviderFact, "sourceEventId">;

/** A provider that can be asked. */
export interface TruthSource {
  /**
   * Asks about the state of an object.
   *
   * @returns `null` if the answer says nothing about an order
   * @throws when the provider can't be reached, or doesn't answer in time
   */
  fetchTruth(reference: string): Promise<ProviderTruth | null>;
}

/** What a provider's message says, in this product's words. */
export interface ProviderReport {
  readonly kind: "report";
  /** The provider's own name for this kind of message. */
  readonly type: string;
  /** The order that the message names; `null` if only its references identify the order. */
  readonly orderId: string | null;
  /** The provider's objects that belong to this order, the one that lives longest first. */
  readonly references: readonly ProviderReference[];
  readonly order: ProviderOrder | null;
  readonly member: ProviderMember | null;
  readonly facts: readonly ProviderFact[];
  /** Set if the order is cancelled. */
  readonly cancels: { readonly note: string | null; readonly sourceEventId: string } | null;
}

/** What a mail service can say of a mailbox that stops mail to it. */
export type MailboxNews = "bounced" | "complained" | "unsubscribed";

/** News about mailboxes: a mail could not be delivered to them, or their owner wants no more. */
export interface MailboxReport {
  readonly kind: "mailbox";
  /** The mail service's own name for this kind of message. */
  readonly type: string;
  readonly news: MailboxNews;
  /** Bare addresses, in lower case. */
  readonly addresses: readonly [string, ...string[]];
  /** The Message-ID of the mail that it is about, as `<left@right>`; `null` if the message names none. */
  readonly messageId: string | null;
}

/** A message that intentionally changes nothing, or one that can't be read. */
interface ProviderSilence {
  readonly kind: "ignored" | "unreadable";
  readonly type: string | null;
  /** The order that it names, if that can be read. */
  readonly orderId?: string;
  /** A sentence. */
  readonly reason: string;
}

/** What a provider's message says, or why it says nothing. */
export type ProviderMessage = ProviderReport | MailboxReport | ProviderSilence;

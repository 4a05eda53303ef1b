import type { Stage, StageStatus, WaitingOn } from "./stage.ts";

/** Who can report by webhook. `standard` is any backend that signs as Standard Webhooks has it. */
export const PROVIDERS = ["stripe", "shopify", "standard"] as const;

/** Who can report by webhook. */
export type Provider = (typeof PROVIDERS)[number];

/** Where a message of a provider stands between its arrival and its effect. */
export const INBOX_STATES = ["received", "applied", "parked", "ignored", "dead"] as const;

/** Where a message of a provider stands between its arrival and its effect. */
export type InboxState = (typeof INBOX_STATES)[number];

/** What a provider says of one stage. Times are epoch milliseconds. */
export interface ProviderFact {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly waitingOn: WaitingOn | null;
  readonly reopens: boolean;
  readonly occurredAt: number;
  readonly nextActionAt: number | null;
  readonly note: string | null;
  /** The same whichever message brings it. */
  readonly sourceEventId: string;
  /** What else an operator may want to know: the attempt, the step that the member has to take. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A member as a provider reports one. */
export interface ProviderMember {
  readonly memberId: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** An order as a provider reports it. Times are epoch milliseconds. */
export interface ProviderOrder {
  readonly orderNumber: string;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly items: readonly {
    readonly title: string;
    readonly quantity: number;
    readonly unitPrice: { readonly amount: number; readonly currency: string };
  }[];
  readonly requires: { readonly verification: boolean; readonly loyaltyHold: boolean };
  readonly placedAt: number | null;
  /** When the shop's own system had it so; an older report changes nothing. */
  readonly reportedAt: number;
}

/** The stages about which a provider can be asked. */
export type AskedStage = "payment" | "verification";

/** An object of a provider. */
export interface ProviderReference {
  readonly id: string;
  /** The stage that the provider can be asked about by it; `null` for none. */
  readonly asks: AskedStage | null;
}

/** What a provider answers when it is asked; `occurredAt` is its own time. */
export type ProviderTruth = Omit<ProviderFact, "sourceEventId">;

/** A provider that can be asked. */
export interface TruthSource {
  /**
   * Asks where the object stands.
   *
   * @returns `null` when it says nothing of an order's way
   * @throws when the provider can't be reached, or doesn't answer in time
   */
  fetchTruth(reference: string): Promise<ProviderTruth | null>;
}

/** What a provider's message says, in this product's words. */
export interface ProviderReport {
  readonly kind: "report";
  /** The provider's own name for this kind of message. */
  readonly type: string;
  /** The order that the message names; `null` where only its references tell. */
  readonly orderId: string | null;
  /** The provider's objects that belong to this order, the one that lives longest first. */
  readonly references: readonly ProviderReference[];
  readonly order: ProviderOrder | null;
  readonly member: ProviderMember | null;
  readonly facts: readonly ProviderFact[];
  /** The order is called off. */
  readonly cancels: { readonly note: string | null; readonly sourceEventId: string } | null;
}

/** A message that changes nothing on purpose, or one that nobody can read. */
export interface ProviderSilence {
  readonly kind: "ignored" | "unreadable";
  readonly type: string | null;
  /** A sentence. */
  readonly reason: string;
}

/** What a provider's message says, or why it says nothing. */
export type ProviderMessage = ProviderReport | ProviderSilence;

import type { PutOrder } from "@followthrough/core/contract";
import type {
  AskedStage,
  Provider,
  ProviderMessage,
  ProviderReport,
  TruthSource,
} from "@followthrough/core/domain";
import type { Environment, Setting } from "../../platform/settings.ts";
import type { MailboxRow } from "./mailbox-row.ts";
import type { MappingRow } from "./mapping-row.ts";

/** A webhook as it arrived: one signed request of a provider. */
export interface ArrivedWebhook {
  /** Each header with every value it was sent with. */
  readonly headers: Readonly<Partial<Record<string, readonly string[]>>>;
  readonly body: Buffer;
}

/** What a valid signature proves. */
export interface VerifiedWebhook {
  /** The provider's own account; empty if the signed part names none. */
  readonly account: string;
  /** Comes from the signed part only, so that nobody can turn the same webhook into another event. */
  readonly eventId: string;
  /** Epoch milliseconds; `null` if the provider signs no time. */
  readonly signedAt: number | null;
}

/** One thing that a provider says. A webhook holds one or more. */
export interface WebhookMessage {
  /** Comes from the signed part only. A message whose id is already known is a repeat. */
  readonly eventId: string;
  /** The message's own part of the webhook's body, as it is kept and translated. */
  readonly body: Buffer;
}

/** A verified message that is kept in the inbox. Times are epoch milliseconds. */
export interface KeptMessage extends WebhookMessage {
  readonly signedAt: number | null;
  readonly receivedAt: number;
}

/** The signature check of one provider. */
export interface Verifier {
  /**
   * Checks the signature before it reads anything else.
   *
   * @param now epoch milliseconds
   * @returns `null` when the webhook is not the provider's, or its signed time is too old or in the future
   * @throws when the check itself is not possible now, so that the provider sends the webhook again
   */
  verify(
    webhook: ArrivedWebhook,
    now: number,
  ): VerifiedWebhook | null | Promise<VerifiedWebhook | null>;
}

/** Where a payment is at its provider. */
export interface PaymentPlace {
  readonly reference: string;
  /** Empty for the shop's own account. */
  readonly account: string;
  readonly isTest: boolean;
}

/** A provider answered, and its answer can't be read. It can be reached, so it is asked about other orders. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";
}

/** A report of an order in the words of `PUT /orders/{orderId}`. It is stored as that request does it. */
export interface PlacedReport extends ProviderReport {
  readonly orderId: string;
  readonly placed: {
    readonly order: PutOrder;
    /** When this was true in the shop's own system (epoch milliseconds). An older report changes nothing. */
    readonly reportedAt: number;
  };
}

/** What a connector says of a message. */
export type TranslatedMessage = ProviderMessage | PlacedReport;

/** Turns a provider's message into a report without asking the provider. */
export type Translate = (message: KeptMessage) => TranslatedMessage;

/** One or more messages. */
export type Messages = readonly [WebhookMessage, ...WebhookMessage[]];

/** How we ask a provider about the state of its objects. */
export interface Asks {
  /** The provider's base URL and our credentials. */
  readonly settings: readonly Setting[];
  /** The lines of the comment in `.env.example`. */
  readonly about: readonly string[];
  /** The ids that orders may name. The pattern and the error for any other text become part of the API. */
  readonly references: { readonly pattern: string; readonly error: string };
  /** The stage that we can ask the provider about with this id; `null` if there is none. */
  stageOf(reference: string): AskedStage | null;
  /** How many questions one worker may ask per second. */
  readonly perSecond: number;
  /** How many questions one worker may have open at once. */
  readonly concurrency: number;
  /** @returns a function that loads the provider's SDK and connects; `null` if the settings give no credentials */
  access(environment: Environment): (() => Promise<TruthSource>) | null;
}

/**
 * Everything that is specific to one provider. Every process holds this object, so large parts are loaded at their
 * first use. To add a provider, see `docs/adding/provider.md`.
 */
export interface Connector {
  /** Lower-case letters. Part of the endpoint's URL and the `source` of events; it never changes. */
  readonly name: Provider;
  /** The name as the provider writes it; the heading in `docs/providers.md`. */
  readonly title: string;
  /** Who sends to the endpoint, in words. */
  readonly sender: string;
  /** How we find the order that a message is about, in Markdown for `docs/providers.md`. */
  readonly about: string;
  /** The signing secrets of its webhooks, or what its signature is checked with. Without one, the endpoint is closed. */
  readonly secrets: Setting<readonly string[]>;
  /** The headers, or fields of the body, that carry the signature and the values it covers. */
  readonly signedBy: readonly string[];
  /** Loads the signature check. It accepts a signature made with any of these secrets. */
  verify(secrets: readonly string[]): Promise<Verifier>;
  /**
   * Takes a verified webhook apart. Each message is kept, applied and reprocessed on its own and has its own event id.
   * Must not throw: a body that can't be taken apart is one message, which `translate` reports as unreadable.
   */
  messages(webhook: VerifiedWebhook, body: Buffer): Messages;
  /** What `translate` reads from the environment. */
  readonly settings?: readonly Setting[];
  /** Loads the function that translates its messages. */
  translate(environment: Environment): Promise<Translate>;
  /** Loads the table that `translate` uses; empty if the messages already use this product's words. */
  table(): Promise<readonly (MappingRow | MailboxRow)[]>;
  /** The provider's own page of a payment, for operators. Absent if it has none; `null` if this payment has none. */
  pageOf?(payment: PaymentPlace): string | null;
  /** `null` if we can't ask this provider. */
  readonly asks: Asks | null;
}

/** Every setting of a provider. */
export function settingsOf({ secrets, settings, asks }: Connector): readonly Setting[] {
  return [secrets, ...(settings ?? []), ...(asks?.settings ?? [])];
}

/** For providers whose webhook always is one message. */
export function oneMessage({ eventId }: VerifiedWebhook, body: Buffer): Messages {
  return [{ eventId, body }];
}

// Most providers recommend five minutes.
const TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a signed time is close enough to now, in the past or in the future.
 *
 * @param latestMs how old it may be, for providers that try again without signing again
 */
export function isTimely(signedAt: number, now: number, latestMs = TOLERANCE_MS): boolean {
  return signedAt - now <= TOLERANCE_MS && now - signedAt <= latestMs;
}

/** The value of a header that was sent exactly once. If it was sent twice, we can't know which one is meant. */
export function onlyHeader({ headers }: ArrivedWebhook, name: string): string | null {
  const values = headers[name];
  const [value] = values ?? [];
  return value === undefined || values?.length !== 1 ? null : value;
}

import type { Provider, ProviderMessage } from "@followthrough/core/domain";

/** A message as it came over the wire. */
export interface ArrivedMessage {
  /** Each header with every value it was sent with. */
  readonly headers: Readonly<Partial<Record<string, readonly string[]>>>;
  readonly body: Buffer;
}

/** What a right signature vouches for. */
interface VerifiedMessage {
  /** The provider's own account; empty where the signed part names none. */
  readonly account: string;
  /** From the signed part alone, so that nobody can make another event of the same message. */
  readonly eventId: string;
  /** Epoch milliseconds; `null` where the provider signs no time. */
  readonly signedAt: number | null;
}

/** A message that was verified and kept. Times are epoch milliseconds. */
export interface KeptMessage {
  readonly eventId: string;
  readonly body: Buffer;
  readonly signedAt: number | null;
  readonly receivedAt: number;
}

/** The signature check of one provider. */
export interface Verifier {
  readonly provider: Provider;
  /**
   * Looks at the signature before anything else.
   *
   * @param now epoch milliseconds
   * @returns `null` when the message is not the provider's, too old, or of a time to come
   */
  verify(message: ArrivedMessage, now: number): VerifiedMessage | null;
}

/** What a provider's messages say, without asking anybody. */
export type Translate = (message: KeptMessage) => ProviderMessage;

// As Stripe and Standard Webhooks have it.
const TOLERANCE_MS = 5 * 60_000;

/** Whether a signed time is near enough, on both sides. */
export function isTimely(signedAt: number, now: number): boolean {
  return Math.abs(now - signedAt) <= TOLERANCE_MS;
}

/** The value of a header that was sent exactly once: of two, nobody can say which is meant. */
export function onlyHeader({ headers }: ArrivedMessage, name: string): string | null {
  const values = headers[name];
  const [value] = values ?? [];
  return value === undefined || values?.length !== 1 ? null : value;
}

import type { MailTransport } from "../mail/transport.ts";
import type { ConcurrencyLimit } from "../platform/flow/concurrency-limit.ts";
import type { Compose } from "./compose-message.ts";
import type { MessageEnds } from "./end-batches.ts";

/** What sending needs apart from the database. */
export interface Delivery {
  readonly transport: MailTransport;
  readonly compose: Compose;
  /** How long a lease lasts. */
  readonly leaseMs: number;
  /** The time limit for one whole attempt, from the lease to the server's answer; shorter than the lease. */
  readonly sendDeadlineMs: number;
  /** The pause after the first failed attempt; it doubles each time. */
  readonly firstRetryMs: number;
  /** What to do with a message that may or may not have been accepted. */
  readonly ambiguousPolicy: "park" | "resend";
  /** Between 0 and 1, for the jitter. */
  readonly random: () => number;
}

/** A delivery that has begun. */
export interface BegunDelivery extends Delivery {
  readonly ends: MessageEnds;
  /** Allows as many sends at once as there are connections. */
  readonly connections: ConcurrencyLimit;
  /** When this aborts, messages that still wait for a connection are left to the next worker. */
  readonly signal: AbortSignal;
}

/** Whether a message that may have been accepted is sent again. */
export function retriesAmbiguous({ transport, ambiguousPolicy }: Delivery): boolean {
  return transport.isIdempotent || ambiguousPolicy === "resend";
}

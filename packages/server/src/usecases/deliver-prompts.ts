import { endLapsedLeases, type LeasedMessage, leaseMessages } from "../db/lease-messages.ts";
import type { AttemptFault, CircuitBreaker } from "./circuit-breaker.ts";
import type { Context } from "./context.ts";
import { type Delivery, deliverMessage, MAX_ATTEMPTS } from "./deliver-message.ts";
import { createLane, type Lane } from "./lane.ts";
import { createMessageEnds, type MessageEnds } from "./message-ends.ts";

// New prompts that fall due while slow ones are on their way are looked for this often.
const LOOK_AGAIN_MS = 1_000;
// Places that messages leave are given out together: a lease for each would cost more than its mail. Half of them is
// waited for, but not longer than this.
const GATHER_MS = 100;

/** How a delivery is spread over destinations. */
export interface DeliveryRun extends Delivery {
  /** How many messages are leased, made and settled at the same time. */
  readonly concurrency: number;
  /** How many of them are with the mail server. */
  readonly connections: number;
  /** How many of them to one destination, so that a slow one leaves room for the others. */
  readonly perDestination: number;
  readonly breaker: CircuitBreaker;
  /** Nothing more is begun once this aborts. */
  readonly signal: AbortSignal;
}

type BegunRun = Omit<DeliveryRun, "connections"> & {
  readonly ends: MessageEnds;
  readonly connections: Lane;
};

/**
 * Delivers what is due in the outbox, each message by itself and many at once. Goes on until nothing is due
 * that may be sent now.
 *
 * @returns how many prompts were settled as sent
 */
export async function deliverPrompts(context: Context, run: DeliveryRun): Promise<number> {
  const underWay = new Set<Promise<void>>();
  const ends = createMessageEnds(context.pool);
  const connections = createLane(run.connections);
  let sent = 0;
  const begin = (message: LeasedMessage) => {
    const sending = send(context, { ...run, ends, connections }, message).then((count) => {
      sent += count;
      underWay.delete(sending);
    });
    underWay.add(sending);
  };
  let lookedAt = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      if (performance.now() - lookedAt >= LOOK_AGAIN_MS) {
        lookedAt = performance.now();
        await endLapsed(context, run);
      }
      const before = underWay.size;
      const { leased, givenUp } = await leaseSome(context, run, before);
      // What has ended meanwhile was still taken for under way: its room was not given out.
      const hasEnded = underWay.size < before;
      for (const message of leased) begin(message);
      if (hasEnded) continue;
      if (leased.length + givenUp > 0 && underWay.size < run.concurrency) continue;
      if (underWay.size === 0) return sent;
      await firstOf(underWay, LOOK_AGAIN_MS);
      await gather(underWay, run.concurrency / 2);
    }
  } finally {
    await Promise.all(underWay);
  }
}

/** Also while slow messages are on their way: what a lost worker held does not wait for them. */
async function endLapsed({ pool, log }: Context, run: DeliveryRun): Promise<void> {
  const lapsed = await endLapsedLeases(pool, retriesAmbiguous(run));
  if (lapsed > 0) log.warn({ prompts: lapsed }, "ended the leases of a lost worker");
}

/** Whether a message of which nobody can know whether it was sent is sent again. */
function retriesAmbiguous({ transport, ambiguousPolicy }: Delivery): boolean {
  return transport.isIdempotent || ambiguousPolicy === "resend";
}

async function leaseSome(
  { pool }: Context,
  { breaker, concurrency, perDestination, leaseMs, signal }: DeliveryRun,
  underWay: number,
) {
  const now = performance.now();
  const messages = Math.min(concurrency - underWay, breaker.mayBegin(now));
  if (messages <= 0 || signal.aborted) return { leased: [], givenUp: 0 };
  return leaseMessages(pool, {
    messages,
    leaseMs,
    maxAttempts: MAX_ATTEMPTS,
    perDestination,
    taken: breaker.taken(now),
  });
}

/** Sends one message; whatever goes wrong is told and ends with the lease. @returns prompts sent */
async function send(context: Context, run: BegunRun, message: LeasedMessage): Promise<number> {
  const destination = message.recipient.split("@").at(-1)?.toLowerCase() ?? "";
  run.breaker.began(destination);
  let fault: AttemptFault = "untried";
  try {
    const end = await deliverMessage(context, run, message);
    fault = end.fault;
    return end.sent;
  } catch (error) {
    context.log.error({ err: error, messageId: message.messageId }, "a message was not settled");
    return 0;
  } finally {
    run.breaker.ended(destination, fault, performance.now());
  }
}

/** Waits for more room, where there is little. */
async function gather(underWay: ReadonlySet<Promise<void>>, most: number): Promise<void> {
  const end = performance.now() + GATHER_MS;
  while (underWay.size > most && performance.now() < end) {
    await firstOf(underWay, end - performance.now());
  }
}

async function firstOf(underWay: ReadonlySet<Promise<void>>, atMostMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, atMostMs);
  await Promise.race([...underWay, promise]);
  clearTimeout(timer);
}

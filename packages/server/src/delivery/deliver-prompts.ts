import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { Context } from "../platform/context.ts";
import type { AttemptFailure, CircuitBreaker } from "../platform/flow/circuit-breaker.ts";
import { createConcurrencyLimit } from "../platform/flow/concurrency-limit.ts";
import { MAX_ATTEMPTS } from "./attempt.ts";
import { deliverMessage } from "./deliver-message.ts";
import { type BegunDelivery, type Delivery, retriesAmbiguous } from "./delivery.ts";
import { createMessageEnds } from "./end-batches.ts";
import { destinationOf, leaseAtRate, NOTHING_LEASED } from "./lease-at-rate.ts";
import { endLapsedLeases } from "./sql/lease-messages.ts";
import type { LeasedMessage } from "./sql/leased-message.ts";

// How often to look for prompts that became due while slow ones are in progress.
const LOOK_AGAIN_MS = 1_000;
// Free capacity is filled in groups, because one lease for each message would cost more than its mail. We wait until
// half of the capacity is free, but not longer than this.
const GATHER_MS = 100;

/** How a delivery is spread over destinations. */
export interface DeliveryRun extends Delivery {
  /** How many messages are leased, composed and recorded at the same time. */
  readonly concurrency: number;
  /** How many of them may be with the mail server. */
  readonly connections: number;
  /** How many of them may go to one destination, so that a slow one leaves room for the others. */
  readonly perDestination: number;
  readonly breaker: CircuitBreaker;
  /** No new message is started after this aborts. */
  readonly signal: AbortSignal;
}

type BegunRun = Omit<DeliveryRun, "connections"> & BegunDelivery;

/**
 * Sends the messages that are due in the outbox, each on its own and many at once. Continues until no due message
 * may be sent now.
 *
 * @returns how many prompts were recorded as sent
 */
export async function deliverPrompts(context: Context, run: DeliveryRun): Promise<number> {
  const underWay = new Set<Promise<void>>();
  const ends = createMessageEnds(context.pool);
  const connections = createConcurrencyLimit(run.connections);
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
      const { leased, givenUp, misdirected, boughtAgain } = await leaseSome(context, run, before);
      // Messages that ended during the lease still counted as in progress, so their capacity was not used.
      const hasEnded = underWay.size < before;
      for (const message of leased) begin(message);
      await decideAgain(context, misdirected, "order_address_changed");
      await decideAgain(context, boughtAgain, "shopper_bought_again");
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

/** Also runs while slow messages are in progress: the messages of a lost worker don't wait for them. */
async function endLapsed({ pool, log }: Context, run: DeliveryRun): Promise<void> {
  const lapsed = await endLapsedLeases(pool, retriesAmbiguous(run));
  if (lapsed > 0) log.warn({ prompts: lapsed }, "ended the leases of a lost worker");
}

async function leaseSome(
  { pool, policy }: Context,
  { breaker, concurrency, perDestination, leaseMs, signal }: DeliveryRun,
  underWay: number,
) {
  const now = performance.now();
  const messages = Math.min(concurrency - underWay, breaker.mayBegin(now));
  if (messages <= 0 || signal.aborted) return NOTHING_LEASED;
  return leaseAtRate(pool, policy.sendRate, {
    messages,
    leaseMs,
    maxAttempts: MAX_ATTEMPTS,
    perDestination,
    ...policy.judgment,
    taken: breaker.taken(now),
  });
}

/**
 * Makes the orders of withdrawn prompts due. Usually a change of the address has done so already. It has not if the prompt
 * was decided at the same moment.
 */
async function decideAgain(
  context: Context,
  orderIds: readonly string[],
  code: "order_address_changed" | "shopper_bought_again",
): Promise<void> {
  const change = { note: { code }, actor: "delivery" } as const;
  for (const orderId of orderIds) await reconsiderOrders(context, { orderId }, change);
}

/** Sends one message; an error is logged, and the lease then expires. @returns how many prompts were sent */
async function send(context: Context, run: BegunRun, message: LeasedMessage): Promise<number> {
  const destination = destinationOf(message.recipient);
  run.breaker.began(destination);
  let failure: AttemptFailure = "untried";
  try {
    const end = await deliverMessage(context, run, message);
    failure = end.failure;
    return end.sent;
  } catch (error) {
    const line = { err: error, messageId: message.messageId };
    context.log.error(line, "the outcome of a message was not recorded");
    return 0;
  } finally {
    run.breaker.ended(destination, failure, performance.now());
  }
}

/** Waits for more capacity when little is free. */
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

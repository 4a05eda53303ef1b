import { setTimeout as pause } from "node:timers/promises";
import { reconsiderOrders } from "../lifecycle/reconsider-orders.ts";
import type { Context } from "../platform/context.ts";
import type { AttemptFailure } from "../platform/flow/circuit-breaker.ts";
import { isUnavailable } from "../platform/unavailable.ts";
import type { BegunDelivery } from "./delivery.ts";
import { runAttempt } from "./run-attempt.ts";
import type { LeasedMessage } from "./sql/leased-message.ts";
import type { AttemptRecord } from "./sql/record-attempt.ts";

/** The result of an attempt. */
interface AttemptEnd {
  /** How many prompts it recorded as sent. */
  readonly sent: number;
  /** For the circuit breaker. */
  readonly failure: AttemptFailure;
}

// A database that restarts is back within seconds, and the outcome must not be lost because of it.
const RECORD_AGAIN_MS = 250;

/**
 * Makes one attempt to send a leased message. It composes and sends outside any transaction, and records the outcome
 * with the lease's token.
 */
export async function deliverMessage(
  context: Context,
  delivery: BegunDelivery,
  message: LeasedMessage,
): Promise<AttemptEnd> {
  const leasedAt = performance.now();
  const { attemptOutcome, failure, prompts, copy, isBounced } = await runAttempt(
    context,
    delivery,
    message,
    leasedAt,
  );
  const { token } = message;
  const isHeld = await recordUntilLeaseEnds(
    delivery,
    { token, attemptOutcome, copy },
    leasedAt + delivery.leaseMs,
  );
  for (const { promptId, orderId } of prompts) {
    const line = { promptId, orderId, attempts: message.attempts, ...attemptOutcome };
    if (!isHeld) context.log.warn(line, "the lease was lost before the outcome was recorded");
    else if (attemptOutcome.state === "sent") context.log.info(line, "recovery prompt sent");
    else context.log.warn(line, "recovery prompt not sent");
  }
  if (isBounced) await reconsiderBounced(context, message);
  return { sent: isHeld && attemptOutcome.state === "sent" ? prompts.length : 0, failure };
}

/**
 * Operators learn now that mail doesn't reach this shopper. The message's own orders may have another address by now,
 * and the address other orders.
 */
async function reconsiderBounced(
  context: Context,
  { recipient, prompts }: LeasedMessage,
): Promise<void> {
  const change = { note: { code: "mail_bounced" }, actor: "delivery" } as const;
  for (const { orderId } of prompts) await reconsiderOrders(context, { orderId }, change);
  await reconsiderOrders(context, { address: recipient }, change);
}

/** Tries until the lease expires: after that the token is no longer valid. */
async function recordUntilLeaseEnds(
  { ends }: BegunDelivery,
  record: AttemptRecord,
  leaseEnd: number,
): Promise<boolean> {
  for (;;) {
    try {
      return await ends.record(record);
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > leaseEnd) throw error;
      await pause(RECORD_AGAIN_MS);
    }
  }
}

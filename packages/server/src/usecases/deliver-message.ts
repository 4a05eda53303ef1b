import { setTimeout as pause } from "node:timers/promises";
import { quietUntil } from "@followthrough/core/domain";
import { suppressAddress } from "../db/address-suppressions.ts";
import { isUnavailable } from "../db/database.ts";
import type { LeasedMessage, LeasedPrompt } from "../db/lease-messages.ts";
import type { EndPermit } from "../db/let-go.ts";
import type { SentCopy, Settled, Settlement } from "../db/settle-message.ts";
import { sentCopy } from "../email/sent-copy.ts";
import type { MailTransport, SendOutcome } from "../email/transport.ts";
import type { AttemptFault } from "./circuit-breaker.ts";
import { type Compose, type ComposedMessage, composeMessage } from "./compose-message.ts";
import type { Context } from "./context.ts";
import type { Lane } from "./lane.ts";
import type { MessageEnds } from "./message-ends.ts";

/** What sending needs beside the database. */
export interface Delivery {
  readonly transport: MailTransport;
  readonly compose: Compose;
  /** How long a lease holds. */
  readonly leaseMs: number;
  /** One whole attempt, from the lease to the server's answer; below the lease. */
  readonly sendDeadlineMs: number;
  /** The pause after a first failed attempt; doubles with each. */
  readonly firstRetryMs: number;
  /** What becomes of a message of which nobody can know whether it was sent. */
  readonly ambiguousPolicy: "park" | "resend";
  /** Between 0 and 1, for the jitter. */
  readonly random: () => number;
}

/** A delivery that has begun. */
interface BegunDelivery extends Delivery {
  readonly ends: MessageEnds;
  /** As wide as there are connections. */
  readonly connections: Lane;
  /** Who still waits for a connection when this aborts is left to the next worker. */
  readonly signal: AbortSignal;
}

/** What an attempt did. */
interface AttemptEnd {
  /** How many prompts it settled as sent. */
  readonly sent: number;
  /** For the circuit breaker. */
  readonly fault: AttemptFault;
}

/** How an attempt is to be settled, and of which prompts. */
interface Attempted {
  readonly settlement: Settlement;
  readonly fault: AttemptFault;
  /** Without those that were given up because they could not be composed. */
  readonly prompts: readonly LeasedPrompt[];
  /** What was let go; `null` where nothing was. */
  readonly copy: SentCopy | null;
}

/** Attempts after which a prompt is dead. */
export const MAX_ATTEMPTS = 8;

// An end that is written with the deadline at hand would leave nobody knowing: a server may think for a while.
const LATEST_END = 0.75;
// Of the deadline; who has waited longer for a connection would have too little of it left.
const LONGEST_WAIT = 0.4;
const LONGEST_RETRY_MS = 60 * 60_000;
// A database that restarts is back within seconds; what happened must not be forgotten for that.
const SETTLE_AGAIN_MS = 250;

/**
 * Makes one attempt at a leased message: compose and send outside any transaction, settle under the lease's
 * token.
 */
export async function deliverMessage(
  context: Context,
  delivery: BegunDelivery,
  message: LeasedMessage,
): Promise<AttemptEnd> {
  const leasedAt = performance.now();
  const { settlement, fault, prompts, copy } = await attempt(context, delivery, message, leasedAt);
  const { token } = message;
  const isHeld = await settle(delivery, { token, settlement, copy }, leasedAt + delivery.leaseMs);
  for (const { promptId, orderId } of prompts) {
    const line = { promptId, orderId, attempts: message.attempts, ...settlement };
    if (!isHeld) context.log.warn(line, "the lease was lost before the prompt was settled");
    else if (settlement.state === "sent") context.log.info(line, "recovery prompt sent");
    else context.log.warn(line, "recovery prompt not sent");
  }
  return { sent: isHeld && settlement.state === "sent" ? prompts.length : 0, fault };
}

/** Tries until the lease is over: after that the token no longer counts. */
async function settle(
  { ends }: BegunDelivery,
  settled: Settled,
  leaseEnd: number,
): Promise<boolean> {
  for (;;) {
    try {
      return await ends.settle(settled);
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > leaseEnd) throw error;
      await pause(SETTLE_AGAIN_MS);
    }
  }
}

async function attempt(
  context: Context,
  delivery: BegunDelivery,
  message: LeasedMessage,
  leasedAt: number,
): Promise<Attempted> {
  const { policy, pool, log } = context;
  const { leasedAt: now, member, token, wasAmbiguous } = message;
  const untried = (settlement: Settlement): Attempted => ({
    settlement,
    fault: "untried",
    prompts: message.prompts,
    copy: null,
  });
  const quietEnd = quietUntil(policy.quietHours, member.timeZone, now);
  if (quietEnd !== null) return untried(waitUntil(quietEnd - now, wasAmbiguous));
  let composed: ComposedMessage;
  try {
    composed = await composeMessage(context, delivery.compose, message);
  } catch (error) {
    // The database's absence says nothing of the prompt.
    if (isUnavailable(error)) return untried(tryAgain(String(error), delivery, message));
    log.error({ err: error, messageId: message.messageId }, "a message can't be composed");
    const reason = `the message could not be composed: ${String(error)}`;
    return untried(end("dead", reason, message));
  }
  let permit: EndPermit | null = null;
  let isOurFault = false;
  let wasLetGo = false;
  try {
    const beforeEnd = async () => {
      isOurFault = true;
      if (performance.now() - leasedAt > delivery.sendDeadlineMs * LATEST_END) {
        throw new Error("too little time is left for the mail server's answer");
      }
      permit = await delivery.ends.letGo(token);
      isOurFault = false;
      wasLetGo = permit !== null;
      return wasLetGo ? ("go" as const) : ("stop" as const);
    };
    const askedAt = performance.now();
    const outcome = await delivery.connections.run(async () =>
      delivery.signal.aborted ||
      performance.now() - askedAt > delivery.sendDeadlineMs * LONGEST_WAIT
        ? null
        : delivery.transport.send({
            ...composed.mail,
            timeoutMs: Math.max(1, leasedAt + delivery.sendDeadlineMs - performance.now()),
            beforeEnd,
            afterEnd: () => void permit?.release(),
          }),
    );
    if (outcome === null) return untried(waitForConnection(wasAmbiguous));
    // Whoever bars an address waits for the permits of messages to it, so also for this one.
    await (permit as EndPermit | null)?.release();
    if (outcome.kind === "rejected" && outcome.permanent && outcome.recipientRejected) {
      await suppressAddress(pool, message.recipient, "bounced");
    }
    return {
      settlement: settlementOf(outcome, delivery, message),
      fault: isOurFault ? "untried" : faultOf(outcome),
      prompts: composed.prompts,
      copy: wasLetGo ? sentCopy(composed.mail) : null,
    };
  } finally {
    await (permit as EndPermit | null)?.release();
  }
}

function settlementOf(
  outcome: SendOutcome,
  delivery: Delivery,
  message: LeasedMessage,
): Settlement {
  switch (outcome.kind) {
    case "accepted":
      return { state: "sent" };
    case "ambiguous": {
      const retries = delivery.transport.isIdempotent || delivery.ambiguousPolicy === "resend";
      const error = outcome.error.message;
      return retries ? tryAgain(error, delivery, message, true) : { state: "unknown", error };
    }
    case "rejected":
      return outcome.permanent
        ? end("dead", outcome.response, message)
        : tryAgain(outcome.response, delivery, message);
    case "failed_before_end":
      return tryAgain(outcome.error.message, delivery, message);
    case "stopped": {
      // The next lease looks why: cancelled, suppressed, or sent to the new address.
      const { wasAmbiguous: isAmbiguous } = message;
      const error = "stopped at the last look";
      return { state: "retry", error, delayMs: 0, isAmbiguous, isCounted: true };
    }
  }
}

function faultOf(outcome: SendOutcome): AttemptFault {
  switch (outcome.kind) {
    case "accepted":
      return null;
    case "stopped":
      return "untried";
    case "ambiguous":
      return "destination";
    case "failed_before_end":
      return outcome.isConnectionFault ? "connection" : "destination";
    case "rejected":
      if (outcome.isConnectionFault) return "connection";
      // A firm no to one message says nothing of the next.
      return outcome.permanent ? null : "destination";
  }
}

/** Doubles from the first pause to an hour, each up to a quarter shorter or longer. */
function tryAgain(
  error: string,
  { firstRetryMs, random }: Delivery,
  message: LeasedMessage,
  wasLetGo = false,
): Settlement {
  const { attempts, wasAmbiguous } = message;
  const isAmbiguous = wasAmbiguous || wasLetGo;
  if (attempts >= MAX_ATTEMPTS) return { state: isAmbiguous ? "unknown" : "dead", error };
  const delay = Math.min(firstRetryMs * 2 ** (attempts - 1), LONGEST_RETRY_MS);
  const delayMs = Math.round(delay * (0.75 + 0.5 * random()));
  return { state: "retry", error, delayMs, isAmbiguous, isCounted: true };
}

/** Night has fallen where the member lives, since the prompt was decided. */
function waitUntil(delayMs: number, isAmbiguous: boolean): Settlement {
  const error = "waiting for the end of the quiet hours";
  return { state: "retry", error, delayMs, isAmbiguous, isCounted: false };
}

/**
 * The mail server is slow, or the worker stops, which says nothing of this message: it is leased anew, with its whole
 * deadline.
 */
function waitForConnection(isAmbiguous: boolean): Settlement {
  const error = "waiting for a connection to the mail server";
  return { state: "retry", error, delayMs: 0, isAmbiguous, isCounted: false };
}

/** What may have been accepted by an earlier attempt is not known to be dead. */
function end(state: "dead", error: string, { wasAmbiguous }: LeasedMessage): Settlement {
  return { state: wasAmbiguous ? "unknown" : state, error };
}

import { quietUntil } from "@followthrough/core/domain";
import { stopMailbox } from "../intake/stop-mailbox.ts";
import { sentCopy } from "../mail/sent-copy.ts";
import type { SendOutcome } from "../mail/transport.ts";
import type { Context } from "../platform/context.ts";
import type { AttemptFailure } from "../platform/flow/circuit-breaker.ts";
import { transaction } from "../platform/postgres/database.ts";
import { isUnavailable } from "../platform/unavailable.ts";
import {
  type Attempt,
  type AttemptEffect,
  type AttemptEvent,
  type AttemptTerms,
  stepAttempt,
} from "./attempt.ts";
import { type ComposedMessage, composeMessage } from "./compose-message.ts";
import { type BegunDelivery, retriesAmbiguous } from "./delivery.ts";
import type { LeasedMessage, LeasedPrompt } from "./sql/leased-message.ts";
import type { EndPermit } from "./sql/permit-end.ts";
import type { AttemptOutcome, SentCopy } from "./sql/record-attempt.ts";

/** What to record about an attempt, and for which prompts. */
export interface Attempted {
  readonly attemptOutcome: AttemptOutcome;
  readonly failure: AttemptFailure;
  /** Without the prompts that were given up because they could not be composed. */
  readonly prompts: readonly LeasedPrompt[];
  /** The message as it may have gone out; `null` when no end marker was permitted. */
  readonly copy: SentCopy | null;
  /** Whether mail to the recipient's address is suppressed from now on. */
  readonly isBounced: boolean;
}

/** One attempt in progress: its state, and the results of its effects so far. */
interface AttemptRun {
  readonly context: Context;
  readonly delivery: BegunDelivery;
  readonly message: LeasedMessage;
  readonly terms: AttemptTerms;
  /** By the monotonic clock. */
  readonly leasedAt: number;
  attempt: Attempt;
  composed: ComposedMessage | null;
  permit: EndPermit | null;
  mayWriteEnd: boolean;
  isBounced: boolean;
  attempted: Attempted | null;
}

// A share of the deadline. A message that waited longer for a connection would have too little time left.
const LONGEST_WAIT = 0.4;

/**
 * Makes one attempt to send a leased message, and returns what to record about it. `stepAttempt` decides; the effects
 * are here, with what they report back.
 *
 * @param leasedAt by the monotonic clock
 */
export async function runAttempt(
  context: Context,
  delivery: BegunDelivery,
  message: LeasedMessage,
  leasedAt: number,
): Promise<Attempted> {
  const run: AttemptRun = {
    context,
    delivery,
    message,
    terms: termsOf(delivery, message),
    leasedAt,
    attempt: "leased",
    composed: null,
    permit: null,
    mayWriteEnd: false,
    isBounced: false,
    attempted: null,
  };
  const now = message.leasedAt;
  const quietEnd = quietUntil(context.policy.quietHours, message.member.timeZone, now);
  try {
    await take(run, { kind: "begun", quietMs: quietEnd === null ? null : quietEnd - now });
  } finally {
    await run.permit?.release();
  }
  if (run.attempted === null) throw new Error("The attempt ended without a record");
  return run.attempted;
}

function termsOf(delivery: BegunDelivery, message: LeasedMessage): AttemptTerms {
  return {
    attempts: message.attempts,
    wasAmbiguous: message.wasAmbiguous,
    retriesAmbiguous: retriesAmbiguous(delivery),
    sendDeadlineMs: delivery.sendDeadlineMs,
    firstRetryMs: delivery.firstRetryMs,
    jitter: delivery.random(),
  };
}

async function take(run: AttemptRun, event: AttemptEvent): Promise<void> {
  const { attempt, effects } = stepAttempt(run.attempt, event, run.terms);
  run.attempt = attempt;
  for (const effect of effects) {
    const following = await perform(run, effect);
    if (following !== null) await take(run, following);
  }
}

/** @returns the event that the effect caused; `null` when there is none */
async function perform(run: AttemptRun, effect: AttemptEffect): Promise<AttemptEvent | null> {
  switch (effect.kind) {
    case "compose":
      return compose(run);
    case "send":
      return send(run);
    case "request_permit":
      return requestPermit(run);
    case "write_end":
      run.mayWriteEnd = true;
      return null;
    case "break_off":
      // Thrown through `beforeEnd`, so that the transport reports it as the reason why it stopped.
      if (effect.error !== null) throw effect.error;
      return null;
    case "release_permit":
      await run.permit?.release();
      return null;
    case "suppress_recipient":
      await transaction(run.context.pool, (tx) =>
        stopMailbox(tx, run.message.recipient, "bounced", "delivery"),
      );
      run.isBounced = true;
      return null;
    case "record": {
      const { attemptOutcome, failure, hasCopy } = effect;
      const { mail = null, prompts = run.message.prompts } = run.composed ?? {};
      const copy = hasCopy && mail !== null ? sentCopy(mail, pagesOf(prompts)) : null;
      run.attempted = { attemptOutcome, failure, prompts, copy, isBounced: run.isBounced };
      return null;
    }
  }
}

function pagesOf(prompts: readonly LeasedPrompt[]): string[] {
  return prompts.flatMap(({ statusUrl }) => statusUrl ?? []);
}

async function compose(run: AttemptRun): Promise<AttemptEvent> {
  const { context, delivery, message } = run;
  try {
    run.composed = await composeMessage(context, delivery.compose, message);
    return { kind: "composed" };
  } catch (error) {
    const isAway = isUnavailable(error);
    if (!isAway) {
      context.log.error(
        { err: error, messageId: message.messageId },
        "a message can't be composed",
      );
    }
    return { kind: "not_composed", error: String(error), isUnavailable: isAway };
  }
}

async function send(run: AttemptRun): Promise<AttemptEvent> {
  const { delivery } = run;
  const askedAt = performance.now();
  const outcome = await delivery.connections.run(async () =>
    delivery.signal.aborted || performance.now() - askedAt > delivery.sendDeadlineMs * LONGEST_WAIT
      ? null
      : sendOnce(run),
  );
  return outcome === null ? { kind: "no_connection" } : { kind: "answered", outcome };
}

async function sendOnce(run: AttemptRun): Promise<SendOutcome> {
  const { composed, delivery, leasedAt } = run;
  if (composed === null) throw new Error("The message must be composed before it is sent");
  return delivery.transport.send({
    ...composed.mail,
    timeoutMs: Math.max(1, leasedAt + delivery.sendDeadlineMs - performance.now()),
    async beforeEnd() {
      await take(run, { kind: "end_reached", elapsedMs: performance.now() - leasedAt });
      return run.mayWriteEnd ? "go" : "stop";
    },
    afterEnd: () => void take(run, { kind: "end_written" }),
  });
}

async function requestPermit(run: AttemptRun): Promise<AttemptEvent> {
  try {
    run.permit = await run.delivery.ends.permit(run.message.token);
    return { kind: run.permit === null ? "permit_refused" : "permit_given" };
  } catch (error) {
    return { kind: "permit_failed", error };
  }
}

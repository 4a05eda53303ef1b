import type { SendOutcome } from "../mail/transport.ts";
import type { AttemptFailure } from "../platform/flow/circuit-breaker.ts";
import type { AttemptOutcome } from "./sql/record-attempt.ts";

/** The state of one attempt to send a message. */
export type Attempt =
  | "leased"
  | "composing"
  /** With the mail server, but without the end marker: no server can have accepted it. */
  | "sending"
  /** The end marker is next. The last look is in progress, and its marker may be committed at any moment. */
  | "looking"
  /** There was too little time, or the last look failed. The mail server did nothing wrong. */
  | "broken_off"
  /** The last look refused the message. */
  | "refused"
  /** The marker is committed and the end marker may be written. From here on only the server's answer is proof. */
  | "permitted"
  | "ended"
  | "recorded";

/** Something that happened during an attempt. */
export type AttemptEvent =
  /** `quietMs`: how long the member's quiet hours still last; `null` outside them. */
  | { readonly kind: "begun"; readonly quietMs: number | null }
  | { readonly kind: "composed" }
  /** `isUnavailable`: the database was out of reach, which says nothing about the message. */
  | { readonly kind: "not_composed"; readonly error: string; readonly isUnavailable: boolean }
  /** The mail server is slow, or the worker is stopping. */
  | { readonly kind: "no_connection" }
  /** The mail server has everything except the end marker; `elapsedMs` is the time since the lease was taken. */
  | { readonly kind: "end_reached"; readonly elapsedMs: number }
  | { readonly kind: "permit_given" }
  | { readonly kind: "permit_refused" }
  | { readonly kind: "permit_failed"; readonly error: unknown }
  | { readonly kind: "end_written" }
  | { readonly kind: "answered"; readonly outcome: SendOutcome };

/** What must be done next, in this order. */
export type AttemptEffect =
  | { readonly kind: "compose" }
  | { readonly kind: "send" }
  /** Takes the last look and commits the marker. */
  | { readonly kind: "request_permit" }
  | { readonly kind: "write_end" }
  /** Stops the send before the end marker; with an error unless the last look refused it. */
  | { readonly kind: "break_off"; readonly error: unknown }
  | { readonly kind: "release_permit" }
  | { readonly kind: "suppress_recipient" }
  /** The attempt is over. `hasCopy`: the message may have gone out, so its text is kept. */
  | {
      readonly kind: "record";
      readonly attemptOutcome: AttemptOutcome;
      readonly failure: AttemptFailure;
      readonly hasCopy: boolean;
    };

/** The facts and settings that decide an attempt. */
export interface AttemptTerms {
  /** How many attempts this message has had, including this one. */
  readonly attempts: number;
  /** Whether an earlier attempt may have been accepted. */
  readonly wasAmbiguous: boolean;
  /** Whether a message that may have been accepted is sent again. */
  readonly retriesAmbiguous: boolean;
  /** The time limit for one whole attempt, from the lease to the server's answer. */
  readonly sendDeadlineMs: number;
  /** The pause after the first failed attempt; it doubles each time. */
  readonly firstRetryMs: number;
  /** From 0 to 1: where the pause lies in its range. */
  readonly jitter: number;
}

/** An attempt after an event, and what to do next. */
export interface AttemptStep {
  readonly attempt: Attempt;
  readonly effects: readonly AttemptEffect[];
}

/** After this many attempts a prompt is dead. */
export const MAX_ATTEMPTS = 8;

// A share of the deadline. A server may take a while to answer: if the end marker were written close to the
// deadline, the attempt would end as `unknown`.
const LATEST_END = 0.75;
const LONGEST_RETRY_MS = 60 * 60_000;

/**
 * Applies an event to an attempt. The rule of the marker: the end marker is written only after the marker is
 * committed. Without the marker, a message is always safe to send again. With it, the message is sent again only if
 * the mail server says that it did not accept it, or if sending it twice does no harm.
 *
 * An event that has no meaning in the attempt's state changes nothing. A permit that arrives too late is released.
 */
export function stepAttempt(
  attempt: Attempt,
  event: AttemptEvent,
  terms: AttemptTerms,
): AttemptStep {
  switch (event.kind) {
    case "begun":
      if (attempt !== "leased") return stay(attempt);
      if (event.quietMs === null) return go("composing", { kind: "compose" });
      return recordUntried(waitUntil(event.quietMs, terms));
    case "composed":
      return attempt === "composing" ? go("sending", { kind: "send" }) : stay(attempt);
    case "not_composed": {
      if (attempt !== "composing") return stay(attempt);
      const reason = `the message could not be composed: ${event.error}`;
      return recordUntried(event.isUnavailable ? tryAgain(event.error, terms) : end(reason, terms));
    }
    case "no_connection":
      return attempt === "sending" ? recordUntried(waitForConnection(terms)) : stay(attempt);
    case "end_reached":
      return attempt === "sending" ? reachEnd(event.elapsedMs, terms) : stay(attempt);
    case "permit_given":
      return attempt === "looking"
        ? go("permitted", { kind: "write_end" })
        : go(attempt, { kind: "release_permit" });
    case "permit_refused":
      return attempt === "looking"
        ? go("refused", { kind: "break_off", error: null })
        : stay(attempt);
    case "permit_failed":
      return attempt === "looking"
        ? go("broken_off", { kind: "break_off", error: event.error })
        : stay(attempt);
    case "end_written":
      return attempt === "permitted" ? go("ended", { kind: "release_permit" }) : stay(attempt);
    case "answered":
      return isWithServer(attempt) ? recordAnswer(attempt, event.outcome, terms) : stay(attempt);
  }
}

function stay(attempt: Attempt): AttemptStep {
  return { attempt, effects: [] };
}

function go(attempt: Attempt, ...effects: readonly AttemptEffect[]): AttemptStep {
  return { attempt, effects };
}

/** Nothing was tried, so nothing was learned about the destination. */
function recordUntried(attemptOutcome: AttemptOutcome): AttemptStep {
  return go("recorded", { kind: "record", attemptOutcome, failure: "untried", hasCopy: false });
}

function reachEnd(elapsedMs: number, { sendDeadlineMs }: AttemptTerms): AttemptStep {
  if (elapsedMs <= sendDeadlineMs * LATEST_END) return go("looking", { kind: "request_permit" });
  const error = new Error("too little time is left for the mail server's answer");
  return go("broken_off", { kind: "break_off", error });
}

function isWithServer(attempt: Attempt): boolean {
  return attempt !== "leased" && attempt !== "composing" && attempt !== "recorded";
}

function recordAnswer(attempt: Attempt, outcome: SendOutcome, terms: AttemptTerms): AttemptStep {
  const isOurFailure = attempt === "looking" || attempt === "broken_off";
  const wasPermitted = attempt === "permitted" || attempt === "ended";
  const isUnknownAddress =
    outcome.kind === "rejected" && outcome.permanent && outcome.recipientRejected;
  return go(
    "recorded",
    // Suppressing an address waits for the permits of all messages to it, including this one.
    ...(wasPermitted ? [{ kind: "release_permit" } as const] : []),
    ...(isUnknownAddress ? [{ kind: "suppress_recipient" } as const] : []),
    {
      kind: "record",
      attemptOutcome: attemptOutcomeOf(outcome, terms),
      failure: isOurFailure ? "untried" : failureOf(outcome),
      hasCopy: wasPermitted,
    },
  );
}

function attemptOutcomeOf(outcome: SendOutcome, terms: AttemptTerms): AttemptOutcome {
  switch (outcome.kind) {
    case "accepted":
      return { state: "sent" };
    case "ambiguous": {
      const error = outcome.error.message;
      return terms.retriesAmbiguous ? tryAgain(error, terms, true) : { state: "unknown", error };
    }
    case "rejected":
      return outcome.permanent ? end(outcome.response, terms) : tryAgain(outcome.response, terms);
    case "failed_before_end":
      return tryAgain(outcome.error.message, terms);
    case "stopped": {
      // The next lease finds the reason: the message is cancelled, suppressed, or sent to the new address.
      const error = "stopped at the last look";
      return {
        state: "retry",
        error,
        delayMs: 0,
        isAmbiguous: terms.wasAmbiguous,
        isCounted: true,
      };
    }
  }
}

function failureOf(outcome: SendOutcome): AttemptFailure {
  switch (outcome.kind) {
    case "accepted":
      return null;
    case "stopped":
      return "untried";
    case "ambiguous":
      return "destination";
    case "failed_before_end":
      return outcome.isConnectionError ? "connection" : "destination";
    case "rejected":
      if (outcome.isConnectionError) return "connection";
      // A permanent refusal of one message says nothing about the next.
      return outcome.permanent ? null : "destination";
  }
}

/** The pause doubles from the first one up to an hour. Each is up to a quarter shorter or longer. */
function tryAgain(error: string, terms: AttemptTerms, mayBeAccepted = false): AttemptOutcome {
  const { attempts, firstRetryMs, jitter, wasAmbiguous } = terms;
  const isAmbiguous = wasAmbiguous || mayBeAccepted;
  if (attempts >= MAX_ATTEMPTS) return { state: isAmbiguous ? "unknown" : "dead", error };
  const delay = Math.min(firstRetryMs * 2 ** (attempts - 1), LONGEST_RETRY_MS);
  const delayMs = Math.round(delay * (0.75 + 0.5 * jitter));
  return { state: "retry", error, delayMs, isAmbiguous, isCounted: true };
}

/** The member's quiet hours have begun since the prompt was decided. */
function waitUntil(delayMs: number, { wasAmbiguous: isAmbiguous }: AttemptTerms): AttemptOutcome {
  const error = "waiting for the end of the quiet hours";
  return { state: "retry", error, delayMs, isAmbiguous, isCounted: false };
}

/** This says nothing about the message: it is leased again, with its whole deadline. */
function waitForConnection({ wasAmbiguous: isAmbiguous }: AttemptTerms): AttemptOutcome {
  const error = "waiting for a connection to the mail server";
  return { state: "retry", error, delayMs: 0, isAmbiguous, isCounted: false };
}

/** If an earlier attempt may have been accepted, the message is `unknown` instead of dead. */
function end(error: string, { wasAmbiguous }: AttemptTerms): AttemptOutcome {
  return { state: wasAmbiguous ? "unknown" : "dead", error };
}

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Attempt,
  type AttemptEffect,
  type AttemptEvent,
  type AttemptTerms,
  MAX_ATTEMPTS,
  stepAttempt,
} from "../../src/delivery/attempt.ts";
import type { AttemptOutcome } from "../../src/delivery/sql/record-attempt.ts";
import type { SendOutcome } from "../../src/mail/transport.ts";

const TERMS = { sendDeadlineMs: 60_000, firstRetryMs: 1_000, jitter: 0.5 };

/** What happens around one attempt, if the attempt gets that far. */
interface Script {
  readonly isNight: boolean;
  readonly composing: "works" | "fails" | "unavailable";
  readonly connecting: "works" | "takes too long" | "fails";
  readonly elapsedMs: number;
  /** `lost`: the marker is committed, but the answer to the commit never arrives. */
  readonly permit: "given" | "refused" | "failed" | "lost";
  /** `cut`: the connection breaks before the end marker has left. */
  readonly end: "cut" | "accepted" | "accepted, answer lost" | "lost" | "refused" | "deferred";
  readonly tellsEnd: boolean;
  /** The worker is lost after this many effects. */
  readonly crashesAfter: number | null;
}

const scripts = fc.record<Script>({
  isNight: often(false, true),
  composing: often("works", "fails", "unavailable"),
  connecting: often("works", "takes too long", "fails"),
  elapsedMs: often(100, 59_000),
  permit: often("given", "refused", "failed", "lost"),
  end: fc.constantFrom("cut", "accepted", "accepted, answer lost", "lost", "refused", "deferred"),
  tellsEnd: fc.boolean(),
  crashesAfter: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 3 }),
});

function often<const Value>(usual: Value, ...others: readonly Value[]) {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    ...others.map((each) => fc.constant(each)),
  );
}

/** A message as the outbox has it, and what really happened to it. */
interface Outbox {
  state: "due" | Exclude<AttemptOutcome["state"], "retry">;
  attempts: number;
  hasMarker: boolean;
  /** How often a mail server accepted it. */
  accepted: number;
}

/** The result of one attempt. */
interface Trace {
  readonly effects: AttemptEffect["kind"][];
  attemptOutcome: AttemptOutcome | null;
}

const FAILED: SendOutcome = {
  kind: "failed_before_end",
  isConnectionError: true,
  error: new Error("connection lost"),
};

/** Makes one attempt as the script says, with the database's rules for leases, markers and outcomes. */
function makeAttempt(outbox: Outbox, script: Script, retriesAmbiguous: boolean): Trace {
  outbox.attempts += 1;
  const { attempts, hasMarker: wasAmbiguous } = outbox;
  const terms: AttemptTerms = { ...TERMS, attempts, wasAmbiguous, retriesAmbiguous };
  const trace: Trace = { effects: [], attemptOutcome: null };
  let attempt: Attempt = "leased";
  let isPermitHeld = false;
  const events: AttemptEvent[] = [{ kind: "begun", quietMs: script.isNight ? 5_000 : null }];
  const perform: { [K in AttemptEffect["kind"]]: (effect: AttemptEffect & { kind: K }) => void } = {
    compose: () => events.push(composedBy(script)),
    send: () => events.push(sentBy(script)),
    request_permit() {
      if (script.permit === "given" || script.permit === "lost") outbox.hasMarker = true;
      isPermitHeld = script.permit === "given";
      events.push(permitBy(script));
    },
    write_end() {
      expect(outbox.hasMarker && isPermitHeld, "the marker is committed, the order locked").toBe(
        true,
      );
      if (script.end.startsWith("accepted")) outbox.accepted += 1;
      if (script.tellsEnd && script.end !== "cut") events.push({ kind: "end_written" });
      events.push({ kind: "answered", outcome: answerBy(script) });
    },
    break_off: ({ error }) =>
      events.push({ kind: "answered", outcome: error === null ? { kind: "stopped" } : FAILED }),
    release_permit() {
      isPermitHeld = false;
    },
    suppress_recipient() {},
    record({ attemptOutcome }) {
      expect(isPermitHeld, "nothing is recorded while the order is locked").toBe(false);
      trace.attemptOutcome = attemptOutcome;
      recordIn(outbox, attemptOutcome);
    },
  };
  for (let event = events.shift(); event !== undefined; event = events.shift()) {
    const step = stepAttempt(attempt, event, terms);
    attempt = step.attempt;
    for (const effect of step.effects) {
      if (trace.effects.length === script.crashesAfter) {
        endLapsedLease(outbox, retriesAmbiguous);
        return trace;
      }
      trace.effects.push(effect.kind);
      (perform[effect.kind] as (effect: AttemptEffect) => void)(effect);
    }
  }
  expect(attempt).toBe("recorded");
  return trace;
}

function composedBy({ composing }: Script): AttemptEvent {
  if (composing === "works") return { kind: "composed" };
  return { kind: "not_composed", error: "no", isUnavailable: composing === "unavailable" };
}

function sentBy({ connecting, elapsedMs }: Script): AttemptEvent {
  if (connecting === "works") return { kind: "end_reached", elapsedMs };
  return connecting === "fails" ? { kind: "answered", outcome: FAILED } : { kind: "no_connection" };
}

function permitBy({ permit }: Script): AttemptEvent {
  if (permit === "given") return { kind: "permit_given" };
  if (permit === "refused") return { kind: "permit_refused" };
  return { kind: "permit_failed", error: new Error("no connection to the database") };
}

function answerBy({ end }: Script): SendOutcome {
  switch (end) {
    case "cut":
      return FAILED;
    case "accepted":
      return { kind: "accepted", response: "250 OK" };
    case "accepted, answer lost":
    case "lost":
      return { kind: "ambiguous", error: new Error("no answer") };
    default:
      return {
        kind: "rejected",
        permanent: end === "refused",
        recipientRejected: false,
        isConnectionError: false,
        response: "no",
      };
  }
}

/** Does the same as the statement `record_attempt`. */
function recordIn(outbox: Outbox, attemptOutcome: AttemptOutcome): void {
  if (attemptOutcome.state !== "retry") {
    outbox.state = attemptOutcome.state;
    return;
  }
  if (!attemptOutcome.isAmbiguous) outbox.hasMarker = false;
  if (!attemptOutcome.isCounted) outbox.attempts -= 1;
}

/** Does the same as the statement `end_lapsed_leases`. */
function endLapsedLease(outbox: Outbox, retriesAmbiguous: boolean): void {
  if (outbox.hasMarker && !retriesAmbiguous) outbox.state = "unknown";
}

function deliver(attempts: readonly Script[], retriesAmbiguous: boolean, look: Look): Outbox {
  const outbox: Outbox = { state: "due", attempts: 0, hasMarker: false, accepted: 0 };
  for (const script of attempts) {
    if (outbox.state !== "due" || outbox.attempts >= MAX_ATTEMPTS) break;
    const before = { ...outbox };
    look(makeAttempt(outbox, script, retriesAmbiguous), before, outbox);
  }
  return outbox;
}

type Look = (trace: Trace, before: Outbox, after: Outbox) => void;

const runs = fc.array(scripts, { minLength: 1, maxLength: 12 });

test("whatever happens, a message is accepted at most once unless resending is allowed", () => {
  fc.assert(
    fc.property(runs, (attempts) => {
      const { accepted } = deliver(attempts, false, () => {});
      expect(accepted).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});

test("a message that may have been accepted is never dead or forgotten, and a sent message was accepted", () => {
  fc.assert(
    fc.property(runs, fc.boolean(), (attempts, retriesAmbiguous) => {
      const { state, accepted } = deliver(attempts, retriesAmbiguous, (_, __, after) => {
        if (after.accepted > 0) expect(after.hasMarker).toBe(true);
      });
      if (state === "dead") expect(accepted).toBe(0);
      if (state === "sent") expect(accepted).toBeGreaterThan(0);
    }),
    { numRuns: 2_000 },
  );
});

test("an attempt that did not write the end marker is always safe to repeat, and never ambiguous", () => {
  fc.assert(
    fc.property(runs, fc.boolean(), (attempts, retriesAmbiguous) => {
      deliver(attempts, retriesAmbiguous, ({ effects, attemptOutcome }, before) => {
        if (attemptOutcome === null || effects.includes("write_end")) return;
        if (attemptOutcome.state === "retry")
          expect(attemptOutcome.isAmbiguous).toBe(before.hasMarker);
        else if (before.attempts + 1 < MAX_ATTEMPTS) {
          expect(effects, "only a message that can't be composed ends here").toEqual([
            "compose",
            "record",
          ]);
        }
      });
    }),
    { numRuns: 2_000 },
  );
});

const events: fc.Arbitrary<AttemptEvent> = fc.oneof(
  fc.record({ kind: fc.constant("begun" as const), quietMs: fc.constantFrom(null, 5_000) }),
  fc.record({
    kind: fc.constant("not_composed" as const),
    error: fc.constant("no"),
    isUnavailable: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("end_reached" as const), elapsedMs: fc.constantFrom(100, 59_000) }),
  fc.record({ kind: fc.constant("permit_failed" as const), error: fc.constant("no") }),
  fc.record({
    kind: fc.constant("answered" as const),
    outcome: scripts.map((script) => answerBy(script)),
  }),
  ...(["composed", "no_connection", "permit_given", "permit_refused", "end_written"] as const).map(
    (kind) => fc.constant({ kind }),
  ),
);

test("in any order of events: at most one end marker, right after its permit, and one last record", () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 40 }), (sequence) => {
      const terms = { ...TERMS, attempts: 1, wasAmbiguous: false, retriesAmbiguous: false };
      const seen: AttemptEffect["kind"][] = [];
      let attempt: Attempt = "leased";
      for (const event of sequence) {
        const { attempt: next, effects } = stepAttempt(attempt, event, terms);
        for (const { kind } of effects) {
          if (kind === "write_end") {
            expect(event.kind).toBe("permit_given");
            expect(seen).toContain("request_permit");
            expect(seen).not.toContain("write_end");
          }
          if (seen.includes("record")) expect(kind).toBe("release_permit");
          seen.push(kind);
        }
        attempt = next;
      }
    }),
    { numRuns: 5_000 },
  );
});

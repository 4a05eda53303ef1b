import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptFailure,
  type CircuitBreaker,
  createCircuitBreaker,
} from "../../src/platform/flow/circuit-breaker.ts";

const PER_DESTINATION = 4;
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const LIMITS = { perDestination: PER_DESTINATION, firstPauseMs: PAUSE_MS };

/** Starts and ends one message after the other. */
function fail(breaker: CircuitBreaker, failure: AttemptFailure, times: number, now: number): void {
  for (let count = 0; count < times; count += 1) {
    breaker.began("slow.test");
    breaker.ended("slow.test", failure, now);
  }
}

/** How many messages a worker may start now for this destination. */
function room(breaker: CircuitBreaker, destination: string, now: number): number {
  const left = PER_DESTINATION - (breaker.taken(now).get(destination) ?? 0);
  return Math.min(left, breaker.mayBegin(now));
}

describe("a destination", () => {
  test("that failed twice still gets mail", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "destination", 2, 0);
    expect(room(breaker, "slow.test", 0)).toBe(PER_DESTINATION);
  });

  test("that failed three times gets no mail for a pause, and then one probe", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "destination", 3, 0);

    expect(room(breaker, "slow.test", PAUSE_MS - 1)).toBe(0);
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(1);
    breaker.began("slow.test");
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(0);
    breaker.ended("slow.test", null, PAUSE_MS + 1);
    expect(room(breaker, "slow.test", PAUSE_MS + 1)).toBe(PER_DESTINATION);
  });

  test("gets no mail for twice as long after each failed probe, up to five minutes", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "destination", 3, 0);
    let now = PAUSE_MS;
    for (const factor of [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      fail(breaker, "destination", 1, now);
      const pauseMs = Math.min(factor * PAUSE_MS, LONGEST_PAUSE_MS);
      expect(room(breaker, "slow.test", now + pauseMs - 1)).toBe(0);
      now += pauseMs;
      expect(room(breaker, "slow.test", now)).toBe(1);
    }
  });

  test("whose messages fail side by side gets the first pause, not a later one", () => {
    const breaker = createCircuitBreaker(LIMITS);
    for (let at = 0; at < 20; at += 1) breaker.began("slow.test");
    for (let at = 0; at < 20; at += 1) breaker.ended("slow.test", "destination", 0);
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(1);
  });

  test.each(["untried", "connection"] as const)(
    "is neither opened nor closed by an attempt that reveals nothing about it: %s",
    (failure) => {
      const breaker = createCircuitBreaker(LIMITS);
      fail(breaker, "destination", 2, 0);
      fail(breaker, failure, 1, 0);
      fail(breaker, "destination", 1, 0);
      expect(room(breaker, "slow.test", PAUSE_MS - 1)).toBe(0);

      // If a probe was not tried, the next message is the probe.
      fail(breaker, failure, 1, PAUSE_MS);
      expect(room(breaker, "slow.test", PAUSE_MS)).toBe(1);
    },
  );

  test("keeps its share while ten thousand others have failed and are forgotten", () => {
    const breaker = createCircuitBreaker(LIMITS);
    for (let at = 0; at < PER_DESTINATION; at += 1) breaker.began("slow.test");
    for (let at = 0; at < 10_050; at += 1) {
      breaker.began(`${at}.test`);
      breaker.ended(`${at}.test`, "destination", 0);
    }
    breaker.began("one-too-many.test");
    breaker.ended("slow.test", "destination", 0);
    expect(room(breaker, "slow.test", 0)).toBe(1);
  });
});

describe("the circuit for all mail", () => {
  test("opens for all destinations after three failed connections, and then allows one probe", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);

    expect(breaker.mayBegin(PAUSE_MS - 1)).toBe(0);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
    breaker.began("other.test");
    expect(breaker.mayBegin(PAUSE_MS)).toBe(0);
    breaker.ended("other.test", null, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  test("opens for the first pause, not for a later one, when messages fail side by side", () => {
    const breaker = createCircuitBreaker(LIMITS);
    for (let at = 0; at < 10; at += 1) breaker.began(`${at}.test`);
    for (let at = 0; at < 10; at += 1) breaker.ended(`${at}.test`, "connection", 0);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
  });

  test("closes after any mail server has answered, even with a refusal", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);
    fail(breaker, "destination", 1, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  test("stays open after an attempt that reached no mail server", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);
    fail(breaker, "untried", 1, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
  });
});

describe("events in any order", () => {
  const DESTINATIONS = ["a.test", "b.test", "c.test"] as const;
  const Destination = fc.constantFrom(...DESTINATIONS);
  const Step = fc.oneof(
    fc.record({ kind: fc.constant("begin" as const), destination: Destination }),
    fc.record({
      kind: fc.constant("end" as const),
      destination: Destination,
      failure: fc.constantFrom<AttemptFailure>("destination", "connection", "untried", null),
    }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(4 * PAUSE_MS) }),
  );
  const Steps = fc.array(Step, { maxLength: 200 });
  type Steps = readonly (typeof Step extends fc.Arbitrary<infer One> ? One : never)[];

  /** A worker that starts only what it may; `check` sees the end of each step. */
  function run(
    breaker: CircuitBreaker,
    steps: Steps,
    check: (underWay: ReadonlyMap<string, number>, now: number) => void = () => {},
  ) {
    const underWay = new Map<string, number>(DESTINATIONS.map((name) => [name, 0]));
    const add = (name: string, by: number) => underWay.set(name, (underWay.get(name) ?? 0) + by);
    let now = 0;
    for (const step of steps) {
      if (step.kind === "wait") now += step.ms;
      else if (step.kind === "begin") {
        if (room(breaker, step.destination, now) > 0) {
          breaker.began(step.destination);
          add(step.destination, 1);
        }
      } else if ((underWay.get(step.destination) ?? 0) > 0) {
        breaker.ended(step.destination, step.failure, now);
        add(step.destination, -1);
      }
      check(underWay, now);
    }
    return { underWay, now };
  }

  test("no destination has more messages under way than its share, and those under way count", () => {
    fc.assert(
      fc.property(Steps, (steps) => {
        const breaker = createCircuitBreaker(LIMITS);
        run(breaker, steps, (underWay, now) => {
          for (const [name, count] of underWay) {
            const taken = breaker.taken(now).get(name) ?? 0;
            expect(count).toBeLessThanOrEqual(PER_DESTINATION);
            expect(taken).toBeGreaterThanOrEqual(Math.min(count, PER_DESTINATION - 1));
            expect(taken).toBeLessThanOrEqual(PER_DESTINATION);
          }
        });
      }),
    );
  });

  test("after the longest pause an idle destination gets a probe, and a success closes its circuit", () => {
    fc.assert(
      fc.property(Steps, Destination, (steps, destination) => {
        const breaker = createCircuitBreaker(LIMITS);
        const { underWay, now } = run(breaker, steps);
        for (const [name, count] of underWay) {
          for (let at = 0; at < count; at += 1) breaker.ended(name, "untried", now);
        }
        const later = now + LONGEST_PAUSE_MS;

        expect(room(breaker, destination, later)).toBeGreaterThanOrEqual(1);
        breaker.began(destination);
        breaker.ended(destination, null, later);
        expect(room(breaker, destination, later)).toBe(PER_DESTINATION);
        expect(breaker.mayBegin(later)).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  test("failures at one destination take nothing from another", () => {
    const aboutOne = Steps.map((steps) =>
      steps.map((step) =>
        step.kind === "wait" || (step.kind === "end" && step.failure === "connection")
          ? { kind: "wait" as const, ms: 1 }
          : { ...step, destination: "a.test" as const },
      ),
    );
    fc.assert(
      fc.property(aboutOne, (steps) => {
        const breaker = createCircuitBreaker(LIMITS);
        run(breaker, steps, (_, now) => expect(room(breaker, "b.test", now)).toBe(PER_DESTINATION));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptFault,
  type CircuitBreaker,
  createCircuitBreaker,
} from "../../src/usecases/circuit-breaker.ts";

const PER_DESTINATION = 4;
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const LIMITS = { perDestination: PER_DESTINATION, firstPauseMs: PAUSE_MS };

/** Begins and ends one message after the other. */
function fail(breaker: CircuitBreaker, fault: AttemptFault, times: number, now: number): void {
  for (let failure = 0; failure < times; failure += 1) {
    breaker.began("slow.test");
    breaker.ended("slow.test", fault, now);
  }
}

/** How many messages a worker may begin to this destination now. */
function room(breaker: CircuitBreaker, destination: string, now: number): number {
  const left = PER_DESTINATION - (breaker.taken(now).get(destination) ?? 0);
  return Math.min(left, breaker.mayBegin(now));
}

describe("a destination", () => {
  test("that failed twice is still sent to", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "destination", 2, 0);
    expect(room(breaker, "slow.test", 0)).toBe(PER_DESTINATION);
  });

  test("that failed three times is left alone for a pause, and then gets one probe", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "destination", 3, 0);

    expect(room(breaker, "slow.test", PAUSE_MS - 1)).toBe(0);
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(1);
    breaker.began("slow.test");
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(0);
    breaker.ended("slow.test", null, PAUSE_MS + 1);
    expect(room(breaker, "slow.test", PAUSE_MS + 1)).toBe(PER_DESTINATION);
  });

  test("is left alone for twice as long with each failed probe, up to five minutes", () => {
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

  test("whose messages fail side by side is left alone for the first pause, not for a later one", () => {
    const breaker = createCircuitBreaker(LIMITS);
    for (let at = 0; at < 20; at += 1) breaker.began("slow.test");
    for (let at = 0; at < 20; at += 1) breaker.ended("slow.test", "destination", 0);
    expect(room(breaker, "slow.test", PAUSE_MS)).toBe(1);
  });

  test.each(["untried", "connection"] as const)(
    "is neither opened nor closed by an attempt that says nothing of it: %s",
    (fault) => {
      const breaker = createCircuitBreaker(LIMITS);
      fail(breaker, "destination", 2, 0);
      fail(breaker, fault, 1, 0);
      fail(breaker, "destination", 1, 0);
      expect(room(breaker, "slow.test", PAUSE_MS - 1)).toBe(0);

      // A probe that was not tried leaves it to the next one.
      fail(breaker, fault, 1, PAUSE_MS);
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

describe("the way out", () => {
  test("that can't be reached three times is shut for all, and then gets one probe", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);

    expect(breaker.mayBegin(PAUSE_MS - 1)).toBe(0);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
    breaker.began("other.test");
    expect(breaker.mayBegin(PAUSE_MS)).toBe(0);
    breaker.ended("other.test", null, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  test("whose messages fail side by side is shut for the first pause, not for a later one", () => {
    const breaker = createCircuitBreaker(LIMITS);
    for (let at = 0; at < 10; at += 1) breaker.began(`${at}.test`);
    for (let at = 0; at < 10; at += 1) breaker.ended(`${at}.test`, "connection", 0);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
  });

  test("is open again after any mail server has answered, be it with a no", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);
    fail(breaker, "destination", 1, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  test("stays shut after an attempt that reached no mail server", () => {
    const breaker = createCircuitBreaker(LIMITS);
    fail(breaker, "connection", 3, 0);
    fail(breaker, "untried", 1, PAUSE_MS);
    expect(breaker.mayBegin(PAUSE_MS)).toBe(1);
  });
});

describe("whatever happens in whatever order", () => {
  const DESTINATIONS = ["a.test", "b.test", "c.test"] as const;
  const Destination = fc.constantFrom(...DESTINATIONS);
  const Step = fc.oneof(
    fc.record({ kind: fc.constant("begin" as const), destination: Destination }),
    fc.record({
      kind: fc.constant("end" as const),
      destination: Destination,
      fault: fc.constantFrom<AttemptFault>("destination", "connection", "untried", null),
    }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(4 * PAUSE_MS) }),
  );
  const Steps = fc.array(Step, { maxLength: 200 });
  type Steps = readonly (typeof Step extends fc.Arbitrary<infer One> ? One : never)[];

  /** A worker that begins only what it may; `check` sees each step's end. */
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
        breaker.ended(step.destination, step.fault, now);
        add(step.destination, -1);
      }
      check(underWay, now);
    }
    return { underWay, now };
  }

  test("no destination has more under way than its share, and what is under way counts", () => {
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

  test("after the longest pause a destination with nothing under way is looked at again, and a success closes it", () => {
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

  test("what fails at one destination takes nothing from another", () => {
    const aboutOne = Steps.map((steps) =>
      steps.map((step) =>
        step.kind === "wait" || (step.kind === "end" && step.fault === "connection")
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

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  IDENTITY_STATES,
  lifecycleOf,
  type Orchestration,
  REVIEW_STATES,
  replay,
  type StageEvent,
  type WaitingOn,
} from "../src/domain/index.ts";
import { arrive } from "./support/arrive.ts";
import { checked, type NeedsIdentity, placedToCheck } from "./support/checks.ts";
import { expectSame } from "./support/expect-same.ts";
import { fact } from "./support/order.ts";
import { paid } from "./support/payments.ts";

/** What is reported of one check, in plain words. */
interface Said {
  readonly check: "vs_a" | "vs_b" | "review_a";
  readonly state: (typeof IDENTITY_STATES)[number] | (typeof REVIEW_STATES)[number];
  readonly isFailure: boolean;
  readonly waitingOn: WaitingOn | null;
}

const aSession: fc.Arbitrary<Said> = fc.record({
  check: fc.constantFrom("vs_a", "vs_b"),
  state: fc.constantFrom(...IDENTITY_STATES),
  isFailure: fc.boolean(),
  waitingOn: fc.constantFrom("operator", null),
});
const aReview: fc.Arbitrary<Said> = fc.record({
  check: fc.constant("review_a"),
  state: fc.constantFrom(...REVIEW_STATES),
  isFailure: fc.constant(false),
  waitingOn: fc.constant(null),
});
const sixSaid = fc
  .tuple(
    fc.array(aSession, { minLength: 4, maxLength: 4 }),
    fc.array(aReview, { minLength: 2, maxLength: 2 }),
  )
  .chain(([sessions, reviews]) => fc.shuffledSubarray([...sessions, ...reviews], { minLength: 1 }));
const identity = fc.constantFrom<NeedsIdentity[]>("always", "never", "if_known");

function factOf({ check, state, isFailure, waitingOn }: Said, minute: number): StageEvent {
  const isFailed = isFailure && state === "requires_input";
  const reason = isFailed ? "document_unverified_other" : null;
  const failure = isFailed ? `report-${check}-${minute}` : null;
  return checked(check, state, minute, { reason, failure, waitingOn: isFailed ? waitingOn : null });
}

function arriveAt(needs: NeedsIdentity, arrivals: readonly StageEvent[]) {
  const { orchestration, entries } = placedToCheck(needs);
  const arrived = arrive(orchestration, arrivals);
  return { ...arrived, entries: [...entries, ...arrived.entries] };
}

function decided({ order }: { readonly order: Orchestration }) {
  const { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt } = order;
  const standing = { currentStage, status, completedAt, failedAt, waitingOn, nextActionAt };
  return { ...standing, things: order.things, registers: order.registers };
}

const aDelivery = fc
  .tuple(
    fc.array(fc.tuple(fc.oneof(aSession, aReview), fc.integer({ min: 2, max: 5 })), {
      minLength: 6,
      maxLength: 6,
    }),
    fc.constantFrom(
      fact("verification", "completed", 3),
      fact("verification", "failed", 4, { reopens: true }),
      fact("verification", "waiting", 4, { waitingOn: "member" }),
      fact("fulfillment", "completed", 4),
    ),
  )
  .map(([said, other]) => [
    paid("p", "captured", 1),
    ...said.map(([each, minute]) => factOf(each, minute)),
    other,
  ])
  .chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      arrivals: fc.shuffledSubarray([...facts, ...facts.slice(0, 3)], { minLength: 11 }),
    }),
  );

test("facts about two identity sessions and a review give one state and one set of escalations, in any order of arrival", () => {
  const seen = { held: 0, completed: 0, identity: 0 };
  fc.assert(
    fc.property(identity, aDelivery, (needs, { facts, arrivals }) => {
      const [one, other] = [arriveAt(needs, facts), arriveAt(needs, arrivals)];
      expectSame(decided(one), decided(other));
      expect(other.open).toEqual(one.open);
      seen.held += Number(one.open.includes("waiting_on_operator"));
      seen.completed += Number(one.order.currentStage === "completed");
      seen.identity += Number(one.order.waitingOn === "member");
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

test("a timeline about checks replays to the same state", () => {
  fc.assert(
    fc.property(identity, aDelivery, (needs, { arrivals }) => {
      const { order, entries } = arriveAt(needs, arrivals);
      expectSame(replay(entries), order);
      expectSame(replay(JSON.parse(JSON.stringify(entries))), order);
    }),
    { numRuns: 300 },
  );
});

/** The rule in plain words, for reports that come in the order of their times. */
function expected(needs: NeedsIdentity, said: readonly Said[]): string {
  const latest = (check: Said["check"]) => said.findLast((each) => each.check === check);
  const sessions = (["vs_a", "vs_b"] as const).flatMap((check) => latest(check) ?? []);
  const isVerified = said.some(({ state }) => state === "verified");
  const isNeeded = needs === "always" || (needs === "if_known" && sessions.length > 0);
  const review = latest("review_a")?.state;
  if (review === "rejected") return "failed operator";
  if (isNeeded && !isVerified) {
    const asks = identityAsks(said, sessions);
    if (review !== "open" || asks.endsWith("member")) return asks;
    return asks.endsWith("operator") ? "operator" : "waiting operator";
  }
  return review === "open" ? "waiting operator" : "completed nobody";
}

function identityAsks(said: readonly Said[], sessions: readonly Said[]): string {
  const newestFirst = sessions.toSorted((a, b) => said.lastIndexOf(b) - said.lastIndexOf(a));
  const failures = said.filter((each) => each.isFailure && each.state === "requires_input").length;
  const member = failures >= 3 ? "operator" : "member";
  const session =
    newestFirst.find(({ state }) => state === "processing") ??
    newestFirst.find(({ state }) => state !== "cancelled") ??
    newestFirst[0];
  if (session === undefined) return `not_started ${member}`;
  if (session.state === "processing") return "in_progress provider";
  if (session.state === "cancelled") return "failed operator";
  if (!session.isFailure) return `waiting ${member}`;
  return `failed ${session.waitingOn ?? member}`;
}

test("the verification stage follows the rule in plain words", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(identity, sixSaid, (needs, said) => {
      const facts = said.map((each, at) => factOf(each, 2 + at));
      const { order } = arriveAt(needs, [paid("p", "captured", 1), ...facts]);
      const isPassed = order.currentStage !== "verification";
      const is = isPassed ? "completed nobody" : `${order.status} ${order.waitingOn}`;
      const should = expected(needs, said);
      // An open review and an identity check for an operator are both theirs, whichever is shown first.
      expect(should === "operator" ? order.waitingOn : is).toBe(should);
      expect(lifecycleOf(order).verification.counting?.status === "completed").toBe(isPassed);
      seen.add(should);
    }),
    { numRuns: 3_000 },
  );
  expect([...seen].toSorted()).toEqual([
    "completed nobody",
    "failed member",
    "failed operator",
    "in_progress provider",
    "not_started member",
    "operator",
    "waiting member",
    "waiting operator",
  ]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifecycleOf } from "../src/domain/derive.ts";
import {
  type Orchestration,
  PARCEL_STATES,
  type ParcelState,
  replay,
  type StageEvent,
} from "../src/domain/index.ts";
import { arrive } from "./support/arrive.ts";
import { expectSame } from "./support/expect-same.ts";
import { at, fact } from "./support/order.ts";
import { parcel, parcelReport } from "./support/parcels.ts";
import { billed, placedBilled, told } from "./support/payments.ts";

interface Told {
  readonly about: "a" | "b" | "c" | "stage";
  readonly state: ParcelState | "whole" | "part";
  readonly minute: number;
}

const aMinute = fc.integer({ min: 1, max: 6 });
const news: fc.Arbitrary<Told> = fc.oneof(
  fc.record({
    about: fc.constantFrom("a", "b", "c"),
    state: fc.constantFrom(...PARCEL_STATES),
    minute: aMinute,
  }),
  fc.record({
    about: fc.constant("stage"),
    state: fc.constantFrom("whole", "part"),
    minute: aMinute,
  }),
);

const someNews = fc.array(news, { minLength: 3, maxLength: 8 });

/** The same facts in another order, some of them twice. */
const aDelivery = someNews.chain((all) => {
  const facts = all.map(factOf);
  return fc.record({
    all: fc.constant(all),
    facts: fc.constant(facts),
    arrivals: fc.shuffledSubarray([...facts, ...facts.slice(0, 3)], {
      minLength: facts.length + Math.min(3, facts.length),
    }),
  });
});

function factOf({ about, state, minute }: Told): StageEvent {
  if (state === "whole") return fact("fulfillment", "completed", minute);
  if (state === "part") return fact("fulfillment", "waiting", minute);
  return parcel(about, state, minute);
}

/** Of two states in the same minute, the later one of this list counts. */
const FOLLOWING: readonly string[] = PARCEL_STATES;

/** A parcel by the plain words of the documentation. */
function lastOf(all: readonly Told[], reference: string) {
  const reports = all.filter(({ about }) => about === reference);
  const order = (state: string) => FOLLOWING.indexOf(state);
  const sorted = reports.toSorted((a, b) => a.minute - b.minute || order(a.state) - order(b.state));
  const last = sorted.at(-1)?.state;
  const isLost = last === "failed" || last === "cancelled";
  // It was lost when it was first said so after the last other news of it.
  const arriving = sorted.findLastIndex(({ state }) => state !== "failed" && state !== "cancelled");
  const lostAt = isLost ? (sorted[arriving + 1]?.minute ?? null) : null;
  const out = reports.filter(({ state }) => state === "shipped" || state === "delivered");
  const unsaid = last === "failed" ? lostAt : null;
  const shippedAt = out.length === 0 ? unsaid : Math.min(...out.map(({ minute }) => minute));
  if (shippedAt === null || lostAt === null) return { shippedAt, lostAt: null };
  return { shippedAt, lostAt: Math.max(lostAt, shippedAt) };
}

/** Whether the stage is complete, minute by minute: `null` if it never was. */
function isWhole(all: readonly Told[]): boolean | null {
  const parcels = ["a", "b", "c"].map((reference) => lastOf(all, reference));
  let whole: boolean | null = null;
  let missing = 0;
  for (let minute = 1; minute <= 6; minute += 1) {
    for (const { shippedAt } of parcels) {
      if (shippedAt !== minute || missing === 0) continue;
      missing -= 1;
      if (missing === 0) whole = true;
    }
    for (const { lostAt } of parcels) {
      if (lostAt !== minute || (whole !== true && missing === 0)) continue;
      missing += 1;
      whole = false;
    }
    if (all.some((each) => each.state === "whole" && each.minute === minute)) {
      whole = true;
      missing = 0;
    }
  }
  return whole;
}

describe("news of three parcels and of the whole delivery", () => {
  test("gives one state and one set of escalations, in any order of arrival", () => {
    const seen = { lost: 0, complete: 0, escalated: 0 };
    fc.assert(
      fc.property(aDelivery, fc.boolean(), ({ all, facts, arrivals }, isPaid) => {
        const begin = isPaid ? told(billed(), fact("payment", "completed", 0)).next : billed();
        const [one, other] = [arrive(begin, facts), arrive(begin, arrivals)];
        expectSame(decided(other.order), decided(one.order));
        expect(other.open).toEqual(one.open);
        seen.lost += Number(isWhole(all) === false);
        seen.complete += Number(one.order.currentStage === "completed");
        seen.escalated += Number(one.open.length > 0);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  test("completes the delivery as the plain words say", () => {
    fc.assert(
      fc.property(aDelivery, ({ all, arrivals }) => {
        const { counting, hard } = lifecycleOf(arrive(billed(), arrivals).order).fulfillment;
        const whole = isWhole(all);
        expect(counting?.status === "completed").toBe(whole === true);
        expect(hard.length > 0).toBe(whole !== null);
      }),
      { numRuns: 4_000 },
    );
  });

  test("replays to the same state", () => {
    fc.assert(
      fc.property(aDelivery, ({ arrivals }) => {
        const { order, entries } = arrive(billed(), arrivals);
        const timeline = [...placedBilled().entries, ...entries];
        expectSame(replay(JSON.parse(JSON.stringify(timeline))), order);
      }),
      { numRuns: 500 },
    );
  });
});

/** What facts alone decide. */
function decided({ things, registers, currentStage, status, waitingOn, needs }: Orchestration) {
  return { things, registers, currentStage, status, waitingOn, needs };
}

describe("an order that is complete", () => {
  const complete = () => {
    const paid = told(billed(), fact("payment", "completed", 1)).next;
    const out = told(paid, parcel("a", "shipped", 2)).next;
    return told(out, fact("fulfillment", "completed", 3)).next;
  };

  test("needs an operator when a parcel is lost, until another is on its way", () => {
    const lost = told(complete(), parcel("a", "failed", 4));
    expect(lost.effects.escalates).toEqual(["fulfillment_failed"]);
    expect(lost.next.currentStage).toBe("completed");
    const again = told(lost.next, parcel("b", "shipped", 5));
    expect(again.effects.settles).toEqual(["fulfillment_failed"]);
  });

  test("needs as many new parcels as were lost", () => {
    const second = told(complete(), parcel("b", "shipped", 3)).next;
    const lost = ["a", "b"].reduce((order, each) => {
      return told(order, parcel(each, "failed", 4)).next;
    }, second);
    const one = told(lost, parcel("c", "shipped", 5));
    expect(one.effects.settles).toEqual([]);
    expect(told(one.next, parcel("d", "shipped", 6)).effects.settles).toEqual([
      "fulfillment_failed",
    ]);
  });

  test("needs nobody when a parcel that never left is called off", () => {
    const { next } = told(complete(), parcel("b", "pending", 3));
    expect(told(next, parcel("b", "cancelled", 4)).effects.escalates).toEqual([]);
  });

  test("needs an operator when a parcel is lost whose way was never reported", () => {
    const lost = told(complete(), parcel("b", "failed", 4));
    expect(lost.effects.escalates).toEqual(["fulfillment_failed"]);
    const again = told(lost.next, parcel("c", "shipped", 5));
    expect(again.effects.settles).toEqual(["fulfillment_failed"]);
  });

  test("needs nobody again when its replaced parcel is touched", () => {
    const lost = told(complete(), parcel("a", "failed", 4)).next;
    const replaced = told(lost, parcel("b", "shipped", 5)).next;
    const again = told(replaced, parcel("a", "failed", 6));
    expect(again.effects.escalates).toEqual([]);
    expect(told(again.next, parcel("a", "cancelled", 7)).effects.escalates).toEqual([]);
    const found = told(again.next, parcel("a", "delivered", 8)).next;
    expect(told(found, parcel("a", "failed", 9)).effects.escalates).toEqual(["fulfillment_failed"]);
  });

  test("takes the loss for later than the way, whatever the clocks say", () => {
    const paid = told(billed(), fact("payment", "completed", 1)).next;
    const whole = told(paid, fact("fulfillment", "completed", 2)).next;
    const out = told(whole, parcel("a", "shipped", 4)).next;
    const early = parcelReport("a", "cancelled", 5, { since: at(3) });
    const lost = told(out, { ...parcel("a", "cancelled", 5), parcels: [early] });
    expect(lost.effects.escalates).toEqual(["fulfillment_failed"]);
  });
});

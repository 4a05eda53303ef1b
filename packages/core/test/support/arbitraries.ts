import fc from "fast-check";
import {
  type Fact,
  STAGE_STATUSES,
  STAGES,
  type Stage,
  type StageEvent,
  WAITING_ON,
} from "../../src/domain/index.ts";
import { at } from "./order.ts";

// Intentionally few values: rules about order break when times and ids collide.
const aMoment = fc.integer({ min: -2, max: 3 }).map(at);
const anId = fc.constantFrom("", "a", "b");
const aTurn = fc.option(fc.constantFrom(...WAITING_ON));
const aNextAction = fc.option(fc.constantFrom(at(1), at(10_000)));
const aNote = fc.option(fc.constantFrom("x", "y"));

/** A status and whether it reopens. Only a failure can reopen. */
const aStatement = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ status: "completed", reopens: false } as const) },
  { weight: 1, arbitrary: fc.constant({ status: "failed", reopens: true } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      status: fc.constantFrom(...STAGE_STATUSES),
      reopens: fc.constant(false),
    }),
  },
);

/** Anything a source can say about one stage. */
export const aFact: fc.Arbitrary<Fact> = fc
  .tuple(
    aStatement,
    fc.record({
      occurredAt: aMoment,
      sourceEventId: anId,
      waitingOn: aTurn,
      nextActionAt: aNextAction,
      note: aNote,
    }),
  )
  .map(([statement, rest]) => ({ ...statement, ...rest }));

const aPatch = fc.option(
  fc.dictionary(
    fc.constantFrom("courier", "constructor", "__proto__", "note"),
    fc.constantFrom(null, 0, "x", { deep: ["y"] }),
    { maxKeys: 3 },
  ),
);

/** A provider's fact about one of these stages. */
export function aReport(...stages: readonly Stage[]): fc.Arbitrary<StageEvent> {
  return fc
    .tuple(fc.constantFrom(...stages), aFact, aPatch)
    .map(([stage, said, metadataPatch]) => ({
      kind: "stage",
      stage,
      ...said,
      source: "bank",
      payload: null,
      metadataPatch,
      actor: "api",
    }));
}

/** A provider's fact about any stage. */
export const anyReport = aReport(...STAGES);

/** Up to eight facts, and one way they can arrive: each at least once, in any order. */
export interface Delivery<Item> {
  readonly said: readonly Item[];
  readonly arrivals: readonly Item[];
}

/**
 * A set of up to eight items with an order of arrival. Every item has the places at which it arrives, so
 * that a failing case shrinks to the fewest items and repeats.
 */
export function aDelivery<Item>(
  item: fc.Arbitrary<Item>,
  repeats: { readonly max: number },
): fc.Arbitrary<Delivery<Item>> {
  const places = fc.array(fc.nat(99), { minLength: 1, maxLength: repeats.max });
  return fc.array(fc.tuple(item, places), { maxLength: 8 }).map((items) => ({
    said: items.map(([each]) => each),
    arrivals: items
      .flatMap(([each, arrivesAt]) => arrivesAt.map((place) => ({ each, place })))
      .toSorted((a, b) => a.place - b.place)
      .map(({ each }) => each),
  }));
}

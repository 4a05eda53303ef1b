import { countingFact, type Fact, hardFacts, type StageRegister } from "../fact.ts";
import { derivedFact, reopened, type StageFacts } from "../stage-facts.ts";
import { isLost, leftAt, type Parcel } from "./parcel.ts";
import { beganAt } from "./spell.ts";
import { type StatedInputs, statedFacts } from "./stated-stage.ts";

/** What the fulfillment stage is derived from. */
export interface FulfillmentInputs extends StatedInputs {
  readonly parcels: readonly Parcel[];
}

/**
 * The fulfillment stage by what was stated about it and by its parcels. Only the shop knows whether its parcels are all
 * of them, so a statement completes the stage. A parcel that was on its way and is lost or called off opens it again,
 * until another one is on its way.
 */
export function fulfillmentFacts(inputs: FulfillmentInputs): StageFacts {
  const { parcels, register } = inputs;
  const stated = statedFacts(inputs);
  const lost = parcels.filter((parcel) => isLost(parcel) && leftAt(parcel) !== null);
  if (lost.length === 0) return stated;
  const hard: Fact[] = [];
  let missing = 0;
  for (const event of eventsOf(stated.hard, parcels)) {
    const isDone = hard.at(-1)?.status === "completed";
    if (event.fact !== null) {
      missing = 0;
      hard.push(event.fact);
    } else if (event.isLost) {
      if (isDone) hard.push(reopened(event.at, "operator"));
      if (isDone || missing > 0) missing += 1;
    } else if (missing > 0) {
      missing -= 1;
      if (missing === 0) hard.push(derivedFact("completed", event.at, null));
    }
  }
  const last = hard.at(-1) ?? null;
  return { counting: countingFact({ ...register, hard: last }), hard };
}

/** Whether more parcels were lost on their way than others were sent since, and nobody has stated since that all is well. */
export function isLossOpen(register: StageRegister, parcels: readonly Parcel[]): boolean {
  const missing = eventsOf(hardFacts(register), parcels).reduce((count, { fact, isLost: lost }) => {
    if (fact !== null) return 0;
    return lost ? count + 1 : Math.max(0, count - 1);
  }, 0);
  return missing > 0;
}

interface ParcelEvent {
  readonly at: number;
  /** A statement about the stage; `null` if a parcel is on its way or lost. */
  readonly fact: Fact | null;
  readonly isLost: boolean;
}

/** In the order of their times. At the same moment a parcel's way begins before others are lost, and statements count last. */
function eventsOf(stated: readonly Fact[], parcels: readonly Parcel[]): ParcelEvent[] {
  const begun = parcels.flatMap((parcel) => {
    const at = leftAt(parcel);
    return at === null ? [] : [{ at, fact: null, isLost: false }];
  });
  const lost = parcels.flatMap((parcel) => {
    const left = leftAt(parcel);
    if (!isLost(parcel) || left === null) return [];
    // Clocks differ: what was lost was on its way before.
    return [{ at: Math.max(beganAt(parcel), left), fact: null, isLost: true }];
  });
  const facts = stated.map((fact) => ({ at: fact.occurredAt, fact, isLost: false }));
  return [...begun, ...lost, ...facts].toSorted((a, b) => a.at - b.at);
}

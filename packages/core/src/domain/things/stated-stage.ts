import { countingFact, hardFacts, type StageRegister, softSince } from "../fact.ts";
import { derivedFact, reopened, type StageFacts } from "../stage-facts.ts";

/** What a stage is derived from that goes by statements alone. */
export interface StatedInputs {
  readonly register: StageRegister;
  /** Whether the order needs this stage only once something is known of it. */
  readonly isIfKnown: boolean;
  /** When the order was placed (epoch milliseconds). */
  readonly startedAt: number;
}

/** A stage by what was stated about it. A stage that is needed if something is known counts as completed before that. */
export function statedFacts({ register, isIfKnown, startedAt }: StatedInputs): StageFacts {
  const hard = hardFacts(register);
  if (!isIfKnown) return { counting: countingFact(register), hard };
  const soft = softSince(register);
  const first = hard[0]?.occurredAt ?? null;
  const knownAt = Math.min(soft ?? startedAt, first ?? startedAt, startedAt);
  const unneeded = derivedFact("completed", knownAt, null);
  if (soft === null && first === null) return { counting: unneeded, hard: [unneeded] };
  const opens = soft !== null && (first === null || soft < first) ? [reopened(soft, null)] : [];
  return { counting: countingFact(register), hard: [unneeded, ...opens, ...hard] };
}

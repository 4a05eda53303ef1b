/** The level of a sign: good, worth a look, or needs action. */
type SignLevel = "good" | "watch" | "bad";

/** What is known about the engine at one moment. */
export interface EngineFacts {
  readonly isWritable: boolean;
  readonly missedSlots: number;
  readonly oldestOverdueSeconds: number;
  /** The time from one sweep slot to the next. */
  readonly slotSeconds: number;
  /** Orders that the latest sweep could not decide. */
  readonly failedDecisions: number;
  readonly unknownPrompts: number;
  readonly deadPrompts: number;
  readonly waitingPrompts: number;
  readonly deadAlerts: number;
  readonly parkedFacts: number;
  /** Providers' messages that are dead. */
  readonly deadMessages: number;
}

/** One sign, with the value that it was judged by. */
export interface Sign<Name extends string = string> {
  readonly sign: Name;
  readonly level: SignLevel;
  readonly value: number;
  /** The value from which the sign is bad. */
  readonly limit: number;
}

/** Judges the engine, sign by sign. A sign is worth a look when a person can fix its cause before it does harm. */
export function judgeEngine(facts: EngineFacts) {
  const { slotSeconds } = facts;
  return [
    judge("database", facts.isWritable ? 0 : 1, 1, 1),
    // One slot may be under way; a second one shows that nothing sweeps.
    judge("sweep", facts.missedSlots, 1, 2),
    // A due order waits for a slot and then for the sweep to reach it.
    judge("oldest_overdue", facts.oldestOverdueSeconds, 1.25 * slotSeconds, 2 * slotSeconds),
    judge("failed_decisions", facts.failedDecisions, 1, 1),
    // Each needs an operator; many at once mean that a mail server breaks connections.
    judge("unknown_prompts", facts.unknownPrompts, 1, 25),
    judge("dead_prompts", facts.deadPrompts, 1, 100),
    judge("waiting_prompts", facts.waitingPrompts, 1_000, 10_000),
    judge("alerts", facts.deadAlerts, 1, 1),
    // A shop that reports orders after their payments parks a few facts for a moment.
    judge("parked_facts", facts.parkedFacts, 10, 1_000),
    // Each is a provider's report that had no effect.
    judge("dead_messages", facts.deadMessages, 1, 25),
  ] as const;
}

function judge<Name extends string>(
  sign: Name,
  value: number,
  watchFrom: number,
  limit: number,
): Sign<Name> {
  const level = value >= limit ? "bad" : value >= watchFrom ? "watch" : "good";
  return { sign, level, value, limit };
}

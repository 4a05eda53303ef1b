/** How a sign stands: nothing to do, worth a look, or somebody has to act. */
export type SignLevel = "good" | "watch" | "bad";

/** What is known of the engine at one moment. */
export interface EngineFacts {
  readonly isWritable: boolean;
  readonly missedSlots: number;
  readonly oldestOverdueSeconds: number;
  /** From one slot of the sweep to the next. */
  readonly slotSeconds: number;
  /** Orders that the latest sweep could not decide. */
  readonly failedDecisions: number;
  readonly unknownPrompts: number;
  readonly deadPrompts: number;
  readonly waitingPrompts: number;
  readonly deadAlerts: number;
  readonly parkedFacts: number;
  /** Providers' messages that could not be worked on. */
  readonly deadMessages: number;
}

/** One sign with the value that it was judged by. */
export interface Sign<Name extends string = string> {
  readonly sign: Name;
  readonly level: SignLevel;
  readonly value: number;
  /** From which value on it is bad. */
  readonly limit: number;
}

/** Judges the engine, sign by sign. Worth a look is what a person can mend before it hurts. */
export function judgeEngine(facts: EngineFacts) {
  const { slotSeconds } = facts;
  return [
    judge("database", facts.isWritable ? 0 : 1, 1, 1),
    // One slot may be under way; the second one shows that nobody sweeps.
    judge("sweep", facts.missedSlots, 1, 2),
    // What falls due waits for a slot and for the sweep itself.
    judge("oldest_overdue", facts.oldestOverdueSeconds, 1.25 * slotSeconds, 2 * slotSeconds),
    judge("failed_decisions", facts.failedDecisions, 1, 1),
    // Each needs somebody; many at once are a mail server that breaks off.
    judge("unknown_prompts", facts.unknownPrompts, 1, 25),
    judge("dead_prompts", facts.deadPrompts, 1, 100),
    judge("waiting_prompts", facts.waitingPrompts, 1_000, 10_000),
    judge("alerts", facts.deadAlerts, 1, 1),
    // A shop that reports orders after their payments parks some, for a moment.
    judge("parked_facts", facts.parkedFacts, 10, 1_000),
    // Each is something a provider said that nobody has heard.
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

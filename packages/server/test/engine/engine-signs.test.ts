import { expect, test } from "vitest";
import { type EngineFacts, judgeEngine } from "../../src/engine/engine-signs.ts";

const WELL: EngineFacts = {
  isWritable: true,
  missedSlots: 0,
  oldestOverdueSeconds: 0,
  slotSeconds: 1_800,
  failedDecisions: 0,
  unknownPrompts: 0,
  deadPrompts: 0,
  waitingPrompts: 0,
  deadAlerts: 0,
  parkedFacts: 0,
  deadMessages: 0,
};

const levels = (changes: Partial<EngineFacts>) =>
  Object.fromEntries(
    judgeEngine({ ...WELL, ...changes })
      .filter(({ level }) => level !== "good")
      .map(({ sign, level }) => [sign, level]),
  );

test("an engine that runs well shows only good signs", () => {
  expect(levels({})).toEqual({});
});

test.each([
  [{ isWritable: false }, { database: "bad" }],
  [{ missedSlots: 1 }, { sweep: "watch" }],
  [{ missedSlots: 2 }, { sweep: "bad" }],
  [{ oldestOverdueSeconds: 2_249 }, {}],
  [{ oldestOverdueSeconds: 2_250 }, { oldest_overdue: "watch" }],
  [{ oldestOverdueSeconds: 3_600 }, { oldest_overdue: "bad" }],
  [{ failedDecisions: 1 }, { failed_decisions: "bad" }],
  [{ unknownPrompts: 1 }, { unknown_prompts: "watch" }],
  [{ unknownPrompts: 25 }, { unknown_prompts: "bad" }],
  [{ deadPrompts: 1 }, { dead_prompts: "watch" }],
  [{ deadPrompts: 100 }, { dead_prompts: "bad" }],
  [{ waitingPrompts: 10_000 }, { waiting_prompts: "bad" }],
  [{ deadAlerts: 1 }, { alerts: "bad" }],
  [{ parkedFacts: 10 }, { parked_facts: "watch" }],
  [{ deadMessages: 1 }, { dead_messages: "watch" }],
  [{ deadMessages: 25 }, { dead_messages: "bad" }],
] as const)("%o shows only %o", (facts, expected) => {
  expect(levels(facts)).toEqual(expected);
});

import fc from "fast-check";
import { pino } from "pino";
import { DEFAULT_POLICY, perRequirement } from "../../packages/core/src/domain/index.ts";
import { checkInvariants } from "../../packages/server/src/engine/check-invariants.ts";
import {
  closeContext,
  contextFor,
} from "../../packages/server/src/product/processes/open-context.ts";
import { ACTORS, loyaltySequence } from "../../packages/server/test/support/loyalty-commands.ts";
import { LoyaltyModel } from "../../packages/server/test/support/loyalty-model.ts";
import type { Scenario } from "../scenario.ts";

const SEQUENCES = 5_000;
const SHORT_SEQUENCES = 20;
const COMMANDS = 60;
/** Beside each other, on members of their own. */
const LANES = 10;

const ALL_STAGES = { ...DEFAULT_POLICY, requires: perRequirement(() => "always" as const) };

/** The ledger against its model; from the inside, because it compares after every step. */
export const loyaltyModel: Scenario = {
  name: "loyalty-model",
  about: `${SEQUENCES} sequences of ${COMMANDS} commands by ${ACTORS} callers, the model and the promises after each step`,
  short: true,
  async run({ cluster, random, isShort, say }) {
    const url = await cluster.createDatabase();
    const settings = {
      start: { policy: ALL_STAGES, source: "default" },
      sweepPace: "full",
      program: null,
      asks: [],
      countsTest: true,
      goLiveAt: null,
    } as const;
    const log = pino({ level: "silent" });
    const actors = Array.from({ length: ACTORS }, () => contextFor(url, settings, log, 3));
    const broken: string[] = [];
    let sequences = 0;
    const runs = (isShort ? SHORT_SEQUENCES : SEQUENCES) / LANES;
    const lane = async (seed: number) => {
      const property = fc.asyncProperty(loyaltySequence(COMMANDS), async (commands) => {
        sequences += 1;
        const prefix = `seq${sequences}`;
        if (sequences % 500 === 0) say(`${sequences} sequences`);
        const setup = async () => ({ model: new LoyaltyModel(), real: { actors, prefix } });
        await fc.asyncModelRun(setup, commands);
      });
      const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
      if (result.failed) {
        const { errorInstance, counterexample } = result;
        broken.push(`seed ${seed}: ${String(errorInstance)} after ${String(counterexample)}`);
      }
    };
    try {
      await Promise.all(Array.from({ length: LANES }, () => lane(random.between(1, 2 ** 31 - 1))));
      const [first] = actors;
      const reports = first === undefined ? [] : await checkInvariants(first);
      for (const { name, count } of reports)
        if (count > 0) broken.push(`doctor: ${name}: ${count}`);
    } finally {
      await Promise.all(actors.map(closeContext));
      await cluster.dropDatabase(url);
    }
    if (sequences !== runs * LANES && broken.length === 0)
      broken.push(`${sequences} sequences ran`);
    const none = { prompts: 0, sent: 0, unknown: 0, lost: 0, doubled: 0, restarts: 0 };
    return { ...none, faults: 0, broken };
  },
};

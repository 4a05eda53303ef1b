import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { createLedgerBatcher } from "../../src/ledger/apply-operations.ts";
import { createCommitBatcher } from "../../src/lifecycle/commit/commit-batcher.ts";
import type { AppContext } from "../../src/product/app-context.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { ACTORS, loyaltySequence } from "../support/loyalty-commands.ts";
import { LoyaltyModel } from "../support/loyalty-model.ts";

let shop: TestApp;
let actors: readonly AppContext[];
beforeAll(async () => {
  shop = await startTestApp();
  const { context } = shop;
  actors = Array.from({ length: ACTORS }, () => ({
    ...context,
    commits: createCommitBatcher(context),
    // So small that a second group is running most of the time.
    ledger: createLedgerBatcher(context.pool, { groupSize: 2, groups: 2 }),
  }));
});
afterAll(() => shop.close());

const COMMANDS = 60;
// Sequences run in parallel on separate members, because each one mostly waits for the disk.
const PARALLEL = 10;
const SEQUENCES = 500 / PARALLEL;

let sequences = 0;

test.concurrent.each(Array.from({ length: PARALLEL }, (_, part) => part))(
  "with any requests of eight callers, the ledger answers and stores what the model does: part %i",
  async () => {
    await fc.assert(
      fc.asyncProperty(loyaltySequence(COMMANDS), async (commands) => {
        sequences += 1;
        const prefix = `seq${sequences}`;
        const setup = async () => ({ model: new LoyaltyModel(), real: { actors, prefix } });
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns: SEQUENCES, endOnFailure: true },
    );
  },
);

test("afterwards every promise holds and every timeline replays", async () => {
  expect((await checkInvariants(shop.context)).filter(({ count }) => count > 0)).toEqual([]);
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  expect(sequences).toBe(SEQUENCES * PARALLEL);
});

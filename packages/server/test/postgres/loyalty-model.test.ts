import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInvariants } from "../../src/usecases/check-invariants.ts";
import { createCommitQueue } from "../../src/usecases/commit-queue.ts";
import type { Context } from "../../src/usecases/context.ts";
import { createLedgerQueue } from "../../src/usecases/operate-ledger.ts";
import { verifyTimelines } from "../../src/usecases/verify-timelines.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { ACTORS, loyaltySequence } from "../support/loyalty-commands.ts";
import { LoyaltyModel } from "../support/loyalty-model.ts";

let shop: TestApp;
let actors: readonly Context[];
beforeAll(async () => {
  shop = await startTestApp();
  const { context } = shop;
  actors = Array.from({ length: ACTORS }, () => ({
    ...context,
    commits: createCommitQueue(context),
    // So small that a second group is under way most of the time.
    ledger: createLedgerQueue(context.pool, { groupSize: 2, groups: 2 }),
  }));
});
afterAll(() => shop.close());

const COMMANDS = 60;
// Beside each other, on members of their own: alone a sequence would spend its time waiting for the disk.
const LANES = 10;
const SEQUENCES = 500 / LANES;

let sequences = 0;

test.concurrent.each(Array.from({ length: LANES }, (_, lane) => lane))(
  "whatever eight callers ask for, the ledger says and holds what the model does: lane %i",
  { timeout: 240_000 },
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
  expect(sequences).toBe(SEQUENCES * LANES);
});

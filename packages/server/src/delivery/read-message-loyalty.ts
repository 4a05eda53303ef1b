import type { LoyaltyStep } from "@followthrough/core/contract";
import { listLatestHolds, type StoredHold } from "../ledger/sql/holds.ts";
import { listPendingSteps } from "../ledger/sql/loyalty-steps.ts";
import { createBatcher } from "../platform/flow/batcher.ts";
import type { Pool } from "../platform/postgres/database.ts";
import type { RedeemedPoints } from "./mail/recovery-prompt-input.ts";
import type { LeasedMessage } from "./sql/leased-message.ts";

/** What a message says about points. */
export interface MessageLoyalty {
  /** The points held for one of the message's orders; `null` when there are none, or they were captured. */
  points(orderId: string): RedeemedPoints | null;
  /** The loyalty steps that the member still has to do for the message's first order. */
  readonly steps: readonly LoyaltyStep[];
}

// A guest has no points.
const NOTHING: MessageLoyalty = { points: () => null, steps: [] };

// As many messages as the largest deliveries have in progress at once.
const GROUP_SIZE = 64;

/** Creates the function that reads it; messages composed at the same moment are read together. */
export function createLoyaltyReads(
  pool: Pool,
): (message: LeasedMessage) => Promise<MessageLoyalty> {
  const { run } = createBatcher<LeasedMessage, MessageLoyalty>({
    size: GROUP_SIZE,
    batches: 1,
    runBatch: (messages) => readTogether(pool, messages),
    runSingle: async (message) => (await readTogether(pool, [message])).get(message) ?? NOTHING,
  });
  return async (message) =>
    message.prompts.every(({ memberId }) => memberId === null) ? NOTHING : run(message);
}

async function readTogether(
  pool: Pool,
  messages: readonly LeasedMessage[],
): Promise<ReadonlyMap<LeasedMessage, MessageLoyalty>> {
  const orderIds = messages.flatMap(({ prompts }) => prompts.map(({ orderId }) => orderId));
  const firsts = messages.flatMap(({ prompts: [{ memberId, orderId }] }) =>
    memberId === null ? [] : { memberId, orderId },
  );
  const [holds, steps] = await Promise.all([
    listLatestHolds(pool, orderIds),
    listPendingSteps(pool, firsts),
  ]);
  const byOrder = new Map(holds.map((hold) => [hold.orderId, hold]));
  return new Map(
    messages.map((message) => [
      message,
      {
        points: (orderId) => describe(byOrder.get(orderId)),
        steps: steps.get(message.prompts[0].orderId) ?? [],
      },
    ]),
  );
}

function describe(hold: StoredHold | undefined): RedeemedPoints | null {
  if (hold === undefined || hold.state === "captured") return null;
  // Those of a paid order don't go back, so there is nothing to say.
  if (hold.state === "active" && hold.isKept) return null;
  const heldUntil = hold.state === "active" ? new Date(hold.expiresAt) : null;
  return { points: hold.points, heldUntil };
}

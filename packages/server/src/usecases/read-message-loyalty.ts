import type { LoyaltyStep } from "@followthrough/core/contract";
import type { Pool } from "../db/database.ts";
import type { LeasedMessage } from "../db/lease-messages.ts";
import { listLatestHolds, type StoredHold } from "../db/loyalty-holds.ts";
import { listPendingSteps } from "../db/loyalty-steps.ts";
import type { RedeemedPoints } from "../email/recovery-prompt-input.ts";
import { grouped } from "./grouped.ts";

/** What a message says of points. */
export interface MessageLoyalty {
  /** What is held for one of the message's orders; `null` where nothing is, or it was taken. */
  points(orderId: string): RedeemedPoints | null;
  /** What the member still has to do for the message's first order. */
  readonly steps: readonly LoyaltyStep[];
}

// Of a guest there is nothing to read.
const NOTHING: MessageLoyalty = { points: () => null, steps: [] };

// What the largest deliveries have under way at once.
const GROUP_SIZE = 64;

/** Makes the function that reads it; messages that are composed at the same moment are read together. */
export function createLoyaltyReads(
  pool: Pool,
): (message: LeasedMessage) => Promise<MessageLoyalty> {
  const read = grouped<LeasedMessage, MessageLoyalty>({
    size: GROUP_SIZE,
    groups: 1,
    together: (messages) => readTogether(pool, messages),
    alone: async (message) => (await readTogether(pool, [message])).get(message) ?? NOTHING,
  });
  return async (message) => (message.memberId === null ? NOTHING : read(message));
}

async function readTogether(
  pool: Pool,
  messages: readonly LeasedMessage[],
): Promise<ReadonlyMap<LeasedMessage, MessageLoyalty>> {
  const orderIds = messages.flatMap(({ prompts }) => prompts.map(({ orderId }) => orderId));
  const firsts = messages.flatMap(({ memberId, prompts: [{ orderId }] }) =>
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
  const heldUntil = hold.state === "active" ? new Date(hold.expiresAt) : null;
  return { points: hold.points, heldUntil };
}

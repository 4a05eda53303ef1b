import { createBatcher } from "../../platform/flow/batcher.ts";
import type { Pool } from "../../platform/postgres/database.ts";
import { type KeptReceipt, type NewMessage, storeMessages } from "../sql/inbox.ts";

/** Keeps a provider's message; resolves after the commit. */
export type MessageIntake = (message: NewMessage) => Promise<KeptReceipt>;

// Messages are up to 1 MiB each. A group of small ones needs one commit instead of many.
const GROUP_SIZE = 32;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Keeps messages that arrive at the same moment in one commit: providers mostly wait for the disk, and a group waits
 * for it once. If a group has the same message twice, the second one is kept separately.
 */
export function createMessageIntake(pool: Pool): MessageIntake {
  return createBatcher<NewMessage, KeptReceipt>({
    size: GROUP_SIZE,
    batches: 1,
    async runBatch(messages) {
      const members = new Map<string, NewMessage>();
      let bytes = 0;
      for (const message of messages) {
        bytes += message.body.length;
        const key = `${message.source} ${message.account} ${message.eventId}`;
        if (bytes <= MOST_BYTES && !members.has(key)) members.set(key, message);
      }
      const group = [...members.values()];
      const receipts = await storeMessages(pool, group);
      return new Map(
        group.flatMap((message, at) => {
          const receipt = receipts[at];
          return receipt === undefined ? [] : [[message, receipt] as const];
        }),
      );
    },
    async runSingle(message) {
      const [receipt] = await storeMessages(pool, [message]);
      if (receipt === undefined) throw new Error("An upsert always gives a row");
      return receipt;
    },
  }).run;
}

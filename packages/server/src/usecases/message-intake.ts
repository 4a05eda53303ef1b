import type { Pool } from "../db/database.ts";
import { type KeptReceipt, type NewMessage, storeMessages } from "../db/inbox.ts";
import { grouped } from "./grouped.ts";

/** Keeps a provider's message; answered after the commit. */
export type MessageIntake = (message: NewMessage) => Promise<KeptReceipt>;

// Messages are up to 1 MiB each; a group of small ones is one commit instead of many.
const GROUP_SIZE = 32;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Keeps the messages that come at the same moment together: what providers wait for is above all the disk, and a
 * group waits for it once. The same message twice in a group is kept by itself the second time.
 */
export function createMessageIntake(pool: Pool): MessageIntake {
  return grouped<NewMessage, KeptReceipt>({
    size: GROUP_SIZE,
    groups: 1,
    async together(messages) {
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
    async alone(message) {
      const [receipt] = await storeMessages(pool, [message]);
      if (receipt === undefined) throw new Error("An upsert always gives a row");
      return receipt;
    },
  });
}

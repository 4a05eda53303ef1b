import { createBatcher } from "../platform/flow/batcher.ts";
import type { Pool } from "../platform/postgres/database.ts";
import { type EndPermit, permitEnd, permitTogether } from "./sql/permit-end.ts";
import { type AttemptRecord, recordAttempts } from "./sql/record-attempt.ts";

/** The database calls at the end of an attempt; calls made at the same moment run together. */
export interface MessageEnds {
  /** The last look. @returns `null` when the message must no longer be sent, or not with this lease */
  permit(token: string): Promise<EndPermit | null>;
  /** @returns false when the lease was lost in the meantime; nothing is changed then */
  record(record: AttemptRecord): Promise<boolean>;
}

// As many messages as the largest deliveries have in progress at once.
const GROUP_SIZE = 64;
// Small, and two batches at once: a mail server's connection waits for the permit, and a batch locks its orders until
// its last end marker is written.
const END_GROUP_SIZE = 5;

/** Create one for each delivery. */
export function createMessageEnds(pool: Pool): MessageEnds {
  return {
    permit: createBatcher<string, EndPermit | null>({
      size: END_GROUP_SIZE,
      batches: 2,
      runBatch: (tokens) => permitTogether(pool, tokens),
      runSingle: (token) => permitEnd(pool, token),
    }).run,
    record: createBatcher<AttemptRecord, boolean>({
      size: GROUP_SIZE,
      batches: 1,
      async runBatch(members) {
        const held = await recordAttempts(pool, members);
        return new Map(members.map((member) => [member, held.has(member.token)]));
      },
      runSingle: async (member) => (await recordAttempts(pool, [member])).has(member.token),
    }).run,
  };
}

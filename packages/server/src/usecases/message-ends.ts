import type { Pool } from "../db/database.ts";
import { type EndPermit, letGo, letGoTogether } from "../db/let-go.ts";
import { type Settled, settleMessages } from "../db/settle-message.ts";
import { grouped } from "./grouped.ts";

/** What the database is told and asked at a message's end; what many ask at the same moment is done together. */
export interface MessageEnds {
  /** The last look. @returns `null` when the message must not be sent any more, or not under this lease */
  letGo(token: string): Promise<EndPermit | null>;
  /** @returns false when the lease was lost meanwhile; nothing is changed then */
  settle(settled: Settled): Promise<boolean>;
}

// What the largest deliveries have under way at once.
const GROUP_SIZE = 64;
// Small, and two at once: a mail server's connection waits meanwhile, and a group holds its orders until its last end
// is written.
const END_GROUP_SIZE = 5;

/** One for each delivery. */
export function createMessageEnds(pool: Pool): MessageEnds {
  return {
    letGo: grouped({
      size: END_GROUP_SIZE,
      groups: 2,
      together: (tokens) => letGoTogether(pool, tokens),
      alone: (token) => letGo(pool, token),
    }),
    settle: grouped({
      size: GROUP_SIZE,
      groups: 1,
      async together(members) {
        const held = await settleMessages(pool, members);
        return new Map(members.map((member) => [member, held.has(member.token)]));
      },
      alone: async (member) => (await settleMessages(pool, [member])).has(member.token),
    }),
  };
}

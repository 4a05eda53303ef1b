import { isDeadlock, isUniqueViolation, type Pool, type Tx, transaction } from "../db/database.ts";
import { lockAccounts } from "../db/lock-accounts.ts";
import { readLedgers } from "../db/read-ledgers.ts";
import { writeLedgers } from "../db/write-ledgers.ts";
import type { AskedOperation } from "../db/write-transitions.ts";
import { grouped } from "./grouped.ts";
import { createLane } from "./lane.ts";
import { ledgerQuestion, type OperationAnswer, openSheet } from "./ledger-sheet.ts";
import { refuse } from "./result.ts";

/** Does one operation on a ledger; answered after the commit. */
export type OperateLedger = (asked: AskedOperation) => Promise<OperationAnswer>;

// As many as the queue of events takes into a group.
const GROUP_SIZE = 128;
// Of the pool's ten connections: who waits for an account that is held must not hold up what has nothing to do with it.
const LOCKED_AT_ONCE = 3;
// Only a new account or hold that two write at the same moment needs another try.
const MAX_TRIES = 10;

/**
 * Makes the ledger's one door beside the orders' own transactions. What comes while others are written is written
 * next, together: one read, each decided after the other, one guarded write. So a member whom everybody asks at once
 * costs a write a group, not one each.
 */
export function createLedgerQueue(pool: Pool): OperateLedger {
  const locked = createLane(LOCKED_AT_ONCE);
  return grouped<AskedOperation, OperationAnswer>({
    size: GROUP_SIZE,
    together: (asked) => operateTogether(pool, asked),
    alone: (asked) => locked.run(() => operateAlone(pool, asked)),
  });
}

/** The door where a programme of the shop's keeps the points: closed. */
export const refuseLedger: OperateLedger = async () => refuse("programme_keeps_points");

/** @returns the answers of those whose ledger nobody else has moved or holds */
async function operateTogether(
  pool: Pool,
  asked: readonly AskedOperation[],
): Promise<ReadonlyMap<AskedOperation, OperationAnswer>> {
  const sheet = openSheet(await readLedgers(pool, ledgerQuestion(asked)));
  const answers = asked.map((each) => sheet.operate(each));
  const writes = sheet.writes();
  const written = writes.length === 0 ? new Set() : await writeLedgers(pool, writes);
  // Also what was refused on a ledger that was not written then: nobody was told of it yet.
  const unwritten = new Set(
    writes.map(({ memberId }) => memberId).filter((memberId) => !written.has(memberId)),
  );
  return new Map(
    asked.flatMap((each, at) => {
      const answer = answers[at];
      const memberId = sheet.memberOf(each);
      const isOpen = memberId !== null && unwritten.has(memberId);
      return answer === undefined || isOpen ? [] : [[each, answer] as const];
    }),
  );
}

async function operateAlone(pool: Pool, asked: AskedOperation): Promise<OperationAnswer> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    try {
      const answer = await transaction(pool, (tx) => operateIn(tx, asked));
      if (answer !== null) return answer;
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) throw error;
    }
  }
  return refuse("version_conflict", "Others change this account at the same moment; try again.");
}

/** Does one operation in a transaction that is open. @returns `null` when a new account was somebody else's first */
export async function operateIn(tx: Tx, asked: AskedOperation): Promise<OperationAnswer | null> {
  const question = ledgerQuestion([asked]);
  await lockAccounts(tx, question.memberIds, question.holdIds, []);
  const sheet = openSheet(await readLedgers(tx, question));
  const answer = sheet.operate(asked);
  const writes = sheet.writes();
  if (writes.length === 0) return answer;
  return (await writeLedgers(tx, writes)).size === writes.length ? answer : null;
}

import { isDeadlock, isUniqueViolation, type Pool, type Tx, transaction } from "../db/database.ts";
import { lockAccounts } from "../db/lock-accounts.ts";
import { readLedgers } from "../db/read-ledgers.ts";
import { type LedgerWrite, writeLedgers } from "../db/write-ledgers.ts";
import type { AskedOperation } from "../db/write-transitions.ts";
import { grouped, LATER } from "./grouped.ts";
import { createLane } from "./lane.ts";
import { ledgerQuestion, type OperationAnswer, openSheet } from "./ledger-sheet.ts";
import { createLedgersInFlight, type LedgersInFlight } from "./ledgers-in-flight.ts";
import { refuse } from "./result.ts";

/** Does one operation on a ledger; answered after the commit. */
export type OperateLedger = (asked: AskedOperation) => Promise<OperationAnswer>;

/** How much is done at once. */
interface LedgerLimits {
  /** The most operations that are written by one statement. */
  readonly groupSize: number;
  /** How many groups may be under way; another one than the first only when it is full. */
  readonly groups: number;
}

/** While Postgres writes one, the other is read and decided. */
const LEDGER_LIMITS: LedgerLimits = { groupSize: 64, groups: 2 };
// Of the pool's ten connections: who waits for an account that is held must not hold up what has nothing to do with it.
const LOCKED_AT_ONCE = 3;
// Only a new account or hold that two write at the same moment needs another try.
const MAX_TRIES = 10;

/**
 * Makes the ledger's one door beside the orders' own transactions. What comes while others are written is written
 * next, together: one read, each decided after the other, one guarded write. So a member whom everybody asks at once
 * costs a write a group, not one each. A member's ledger is in one group at a time: what meets it in another is put off.
 */
export function createLedgerQueue(pool: Pool, limits = LEDGER_LIMITS): OperateLedger {
  const locked = createLane(LOCKED_AT_ONCE);
  const inFlight = createLedgersInFlight();
  return grouped<AskedOperation, OperationAnswer>({
    size: limits.groupSize,
    groups: limits.groups,
    together: (asked) => operateTogether(pool, inFlight, asked),
    alone: (asked) => locked.run(() => operateAlone(pool, asked)),
  });
}

/** The door where a programme of the shop's keeps the points: closed. */
export const refuseLedger: OperateLedger = async () => refuse("programme_keeps_points");

/** @returns the answers of those whose ledger nobody else has moved or holds; later, where the other group moves it */
async function operateTogether(
  pool: Pool,
  inFlight: LedgersInFlight,
  asked: readonly AskedOperation[],
): Promise<ReadonlyMap<AskedOperation, OperationAnswer | typeof LATER>> {
  const watch = inFlight.watch();
  try {
    const { moving } = watch;
    const quiet = asked.filter(({ memberId }) => !isIn(moving, memberId));
    const sheet = openSheet(await readLedgers(pool, ledgerQuestion(quiet)));
    const answers = new Map<AskedOperation, OperationAnswer | typeof LATER>(
      asked.map((each) => [each, isIn(moving, sheet.memberOf(each)) ? LATER : sheet.operate(each)]),
    );
    const unwritten = await write(pool, inFlight, sheet.writes());
    // Also what was refused on a ledger that was not written then: nobody was told of it yet.
    for (const each of asked) if (isIn(unwritten, sheet.memberOf(each))) answers.delete(each);
    return answers;
  } finally {
    watch.end();
  }
}

/** @returns the members whose ledgers somebody else has moved or holds */
async function write(
  pool: Pool,
  inFlight: LedgersInFlight,
  writes: readonly LedgerWrite[],
): Promise<ReadonlySet<string>> {
  if (writes.length === 0) return new Set();
  const memberIds = writes.map(({ memberId }) => memberId);
  const end = inFlight.begin(memberIds);
  try {
    const written = await writeLedgers(pool, writes);
    return new Set(memberIds.filter((memberId) => !written.has(memberId)));
  } finally {
    end();
  }
}

function isIn(members: ReadonlySet<string>, memberId: string | null): boolean {
  return memberId !== null && members.has(memberId);
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

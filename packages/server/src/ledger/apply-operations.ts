import { createBatcher, RETRY } from "../platform/flow/batcher.ts";
import { createConcurrencyLimit } from "../platform/flow/concurrency-limit.ts";
import {
  isDeadlock,
  isUniqueViolation,
  type Pool,
  type Tx,
  transaction,
} from "../platform/postgres/database.ts";
import { refuse, refuseWith } from "../platform/result.ts";
import { ledgerLookup, type OperationAnswer, openSheet } from "./ledger-batch.ts";
import { createLedgersInFlight, type LedgersInFlight } from "./ledgers-in-flight.ts";
import { lockAccounts } from "./sql/lock-accounts.ts";
import type { OperationRequest } from "./sql/operation-request.ts";
import { readLedgers } from "./sql/read-ledgers.ts";
import { type LedgerWrite, writeLedgers } from "./sql/write-ledgers.ts";

/** Applies one operation to a ledger; resolves after the commit. */
export type ApplyOperation = (asked: OperationRequest) => Promise<OperationAnswer>;

/** How many operations run at once. */
interface LedgerLimits {
  /** The most operations that one statement writes. */
  readonly groupSize: number;
  /** How many groups may run at once. A second group starts only when it is full. */
  readonly groups: number;
}

/** Two groups, so that one can be read and decided while Postgres writes the other. */
const LEDGER_LIMITS: LedgerLimits = { groupSize: 64, groups: 2 };
// Of the pool's ten connections: operations that wait for a locked account must not block unrelated work.
const LOCKED_AT_ONCE = 3;
// A retry is needed only when two transactions write the same new account or hold at the same moment.
const MAX_TRIES = 10;

/**
 * Creates the only way to change the ledger outside the orders' own transactions. Operations that arrive while others
 * are written form the next group: one read, one decision after the other, one guarded write. So many concurrent
 * operations on one member cost one write per group, not one each. A member's ledger is in one group at a time; an
 * operation that meets it in another group is postponed.
 */
export function createLedgerBatcher(pool: Pool, limits = LEDGER_LIMITS): ApplyOperation {
  const locked = createConcurrencyLimit(LOCKED_AT_ONCE);
  const inFlight = createLedgersInFlight();
  return createBatcher<OperationRequest, OperationAnswer>({
    size: limits.groupSize,
    batches: limits.groups,
    runBatch: (asked) => operateTogether(pool, inFlight, asked),
    runSingle: (asked) => locked.run(() => operateAlone(pool, asked)),
  }).run;
}

/** Refuses every operation, for shops whose points program keeps the points. */
export const refuseLedger: ApplyOperation = async () => refuse("programme_keeps_points");

/**
 * Applies a group. An operation whose ledger another group is writing gets `RETRY`; one whose ledger somebody else has
 * changed or locked gets no answer.
 */
async function operateTogether(
  pool: Pool,
  inFlight: LedgersInFlight,
  asked: readonly OperationRequest[],
): Promise<ReadonlyMap<OperationRequest, OperationAnswer | typeof RETRY>> {
  const watch = inFlight.watch();
  try {
    const { moving } = watch;
    const quiet = asked.filter(({ memberId }) => !isIn(moving, memberId));
    const sheet = openSheet(await readLedgers(pool, ledgerLookup(quiet)));
    const answers = new Map<OperationRequest, OperationAnswer | typeof RETRY>(
      asked.map((each) => [each, isIn(moving, sheet.memberOf(each)) ? RETRY : sheet.operate(each)]),
    );
    const unwritten = await write(pool, inFlight, sheet.writes());
    // This includes refusals that were decided on a ledger whose write failed: nobody has got that answer yet.
    for (const each of asked) if (isIn(unwritten, sheet.memberOf(each))) answers.delete(each);
    return answers;
  } finally {
    watch.end();
  }
}

/** @returns the members whose ledgers somebody else has changed or locked, so that they were not written */
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

async function operateAlone(pool: Pool, asked: OperationRequest): Promise<OperationAnswer> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    try {
      const answer = await transaction(pool, (tx) => applyWithin(tx, asked));
      if (answer !== null) return answer;
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) throw error;
    }
  }
  return refuseWith("version_conflict", { changing: "account" });
}

/** Applies one operation in an open transaction. @returns `null` if somebody else created the same account first */
export async function applyWithin(
  tx: Tx,
  asked: OperationRequest,
): Promise<OperationAnswer | null> {
  const question = ledgerLookup([asked]);
  await lockAccounts(tx, question.memberIds, question.holdIds, []);
  const sheet = openSheet(await readLedgers(tx, question));
  const answer = sheet.operate(asked);
  const writes = sheet.writes();
  if (writes.length === 0) return answer;
  return (await writeLedgers(tx, writes)).size === writes.length ? answer : null;
}

import type { HoldEffect } from "@followthrough/core/domain";
import type { Tx } from "../db/database.ts";
import { openEscalation } from "../db/escalations.ts";
import { lockAccounts } from "../db/lock-accounts.ts";
import { listCapturedOrders } from "../db/loyalty-holds.ts";
import { readLedgers } from "../db/read-ledgers.ts";
import { writeLedgers } from "../db/write-ledgers.ts";
import type { TransitionWrite } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import { type LedgerSheet, ledgerQuestion, openSheet } from "./ledger-sheet.ts";
import { OperationRefused } from "./operation-refused.ts";
import { refuse } from "./result.ts";
import { settleAtProgramme } from "./settle-at-programme.ts";

/**
 * Does what these events mean for points, in the transaction that writes them: first what an event was bound to, then
 * what becomes of the order's holds. Accounts are the last thing that is waited for, all at once and in one order.
 *
 * @throws OperationRefused when the ledger refuses what an event was bound to
 */
export async function settlePoints(
  tx: Tx,
  context: Pick<CommitContext, "policy" | "pointsKeeper">,
  writes: readonly TransitionWrite[],
): Promise<void> {
  if (context.pointsKeeper === "programme") return settleAtProgramme(tx, context, writes);
  const { holdMs } = context.policy;
  const operations = writes.flatMap(({ operation }) => operation ?? []);
  const orderIds = writes.map(({ orderId }) => orderId);
  const question = ledgerQuestion(operations, orderIds);
  await lockAccounts(tx, question.memberIds, question.holdIds, orderIds);
  const reading = await readLedgers(tx, question);
  const sheet = openSheet(reading);
  const taken = new Set<string>();
  for (const { orderId, operation, hold } of writes) {
    if (operation?.operation.kind === "hold")
      endEarlierHold(orderId, reading.ledgers.keys(), sheet);
    if (operation !== null) {
      const answer = sheet.operate(operation);
      if (!answer.ok) throw new OperationRefused(answer);
      // What an event tells must have happened with it: a hold that is not over yet has not expired.
      if (!answer.isNew) throw new OperationRefused({ ok: false, code: "version_conflict" });
    }
    if (hold === null) continue;
    for (const { memberId, holdId } of activeHoldsOf(orderId, reading.ledgers.keys(), sheet)) {
      const isTaken = applyEffect(sheet, memberId, holdId, hold, holdMs);
      if (isTaken) taken.add(orderId);
    }
  }
  const ledgers = sheet.writes();
  if (ledgers.length > 0) await writeLedgers(tx, ledgers);
  await escalateUntaken(tx, writes, taken);
}

function activeHoldsOf(orderId: string, members: Iterable<string>, sheet: LedgerSheet) {
  return [...members].flatMap((memberId) =>
    [...sheet.ledgerOf(memberId).holds.values()]
      .filter((hold) => hold.orderId === orderId && hold.state === "active")
      .map(({ holdId }) => ({ memberId, holdId })),
  );
}

/** One hold at a time: another follows only one whose time is over, written down or not. */
function endEarlierHold(orderId: string, members: Iterable<string>, sheet: LedgerSheet): void {
  for (const { memberId, holdId } of activeHoldsOf(orderId, members, sheet)) {
    const answer = sheet.operate({ memberId, operation: { kind: "expire", holdId } });
    if (answer.ok && !answer.isNew) throw new OperationRefused(refuse("order_holds_points"));
  }
}

/** @returns whether points were taken */
function applyEffect(
  sheet: LedgerSheet,
  memberId: string,
  holdId: string,
  effect: HoldEffect,
  holdMs: number,
): boolean {
  const { now } = sheet;
  switch (effect) {
    case "extend":
      // One whose time is over stays so: its expiry is another event of the order.
      sheet.operate({ memberId, operation: { kind: "extend", holdId, expiresAt: now + holdMs } });
      return false;
    case "capture": {
      const operation = { kind: "capture", holdId, points: null, key: null } as const;
      const answer = sheet.operate({ memberId, operation });
      if (!answer.ok) sheet.operate({ memberId, operation: { kind: "expire", holdId } });
      return answer.ok;
    }
    case "release": {
      const answer = sheet.operate({ memberId, operation: { kind: "release", holdId, key: null } });
      if (!answer.ok) sheet.operate({ memberId, operation: { kind: "expire", holdId } });
      return false;
    }
  }
}

/** An order that was fulfilled while no points were held any more needs somebody who decides who pays for them. */
async function escalateUntaken(
  tx: Tx,
  writes: readonly TransitionWrite[],
  taken: ReadonlySet<string>,
): Promise<void> {
  const untaken = writes.filter(({ orderId, hold }) => hold === "capture" && !taken.has(orderId));
  if (untaken.length === 0) return;
  const orderIds = untaken.map(({ orderId }) => orderId);
  const earlier = await listCapturedOrders(tx, orderIds);
  for (const { orderId, entry } of untaken) {
    if (earlier.has(orderId)) continue;
    await openEscalation(tx, orderId, "points_not_captured", entry.version);
  }
}

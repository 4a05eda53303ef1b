import type { HoldEffect } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import { refuse } from "../platform/result.ts";
import { RollBack } from "../platform/roll-back.ts";
import type { HoldEffectWrite } from "./hold-effect-write.ts";
import { type LedgerSheet, ledgerLookup, openSheet } from "./ledger-batch.ts";
import { requestHoldEffects } from "./request-hold-effects.ts";
import { listCapturedOrders } from "./sql/holds.ts";
import { lockAccounts } from "./sql/lock-accounts.ts";
import { readLedgers } from "./sql/read-ledgers.ts";
import { writeLedgers } from "./sql/write-ledgers.ts";

/**
 * Moves points for these events in the transaction that writes them: first the operation that an event brings, then
 * the effect on the order's holds. Accounts are locked last, all at once and in one order.
 *
 * @returns the orders that were fulfilled when their points were no longer held: an operator decides who pays
 * @throws RollBack when the ledger refuses an event's operation
 */
export async function applyHoldEffects(
  tx: Tx,
  context: Pick<Context, "policy" | "pointsKeeper">,
  writes: readonly HoldEffectWrite[],
): Promise<readonly string[]> {
  if (context.pointsKeeper === "program") return requestHoldEffects(tx, context, writes);
  const { holdMs } = context.policy;
  const operations = writes.flatMap(({ operation }) => operation ?? []);
  const orderIds = writes.map(({ orderId }) => orderId);
  const question = ledgerLookup(operations, orderIds);
  await lockAccounts(tx, question.memberIds, question.holdIds, orderIds);
  const reading = await readLedgers(tx, question);
  const sheet = openSheet(reading);
  const taken = new Set<string>();
  for (const { orderId, operation, hold } of writes) {
    if (operation?.operation.kind === "hold")
      endEarlierHold(orderId, reading.ledgers.keys(), sheet);
    if (operation !== null) {
      const answer = sheet.operate(operation);
      if (!answer.ok) throw new RollBack(answer);
      // The operation must take effect together with its event: a hold that has time left can't expire.
      if (!answer.isNew) throw new RollBack({ ok: false, code: "version_conflict" });
    }
    if (hold === null) continue;
    for (const { memberId, holdId } of activeHoldsOf(orderId, reading.ledgers.keys(), sheet)) {
      const isTaken = applyEffect(sheet, memberId, holdId, hold, holdMs);
      if (isTaken) taken.add(orderId);
    }
  }
  const ledgers = sheet.writes();
  if (ledgers.length > 0) await writeLedgers(tx, ledgers);
  return listUntaken(tx, writes, taken);
}

function activeHoldsOf(orderId: string, members: Iterable<string>, sheet: LedgerSheet) {
  return [...members].flatMap((memberId) =>
    [...sheet.ledgerOf(memberId).holds.values()]
      .filter((hold) => hold.orderId === orderId && hold.state === "active")
      .map(({ holdId }) => ({ memberId, holdId })),
  );
}

/** An order has one active hold at a time. A new one may replace only a hold whose time is over. */
function endEarlierHold(orderId: string, members: Iterable<string>, sheet: LedgerSheet): void {
  for (const { memberId, holdId } of activeHoldsOf(orderId, members, sheet)) {
    const answer = sheet.operate({ memberId, operation: { kind: "expire", holdId } });
    if (answer.ok && !answer.isNew) throw new RollBack(refuse("order_holds_points"));
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
    case "keep":
    case "extend": {
      // A hold whose time is over gets no more: it expires with another event of the order.
      const kind = effect === "keep" ? "keep" : "limit";
      sheet.operate({ memberId, operation: { kind, holdId, expiresAt: now + holdMs } });
      return false;
    }
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

/** The orders whose points should have been captured, now or by an earlier event, but were not. */
async function listUntaken(
  tx: Tx,
  writes: readonly HoldEffectWrite[],
  taken: ReadonlySet<string>,
): Promise<readonly string[]> {
  const untaken = writes
    .filter(({ orderId, hold }) => hold === "capture" && !taken.has(orderId))
    .map(({ orderId }) => orderId);
  if (untaken.length === 0) return untaken;
  const earlier = await listCapturedOrders(tx, untaken);
  return untaken.filter((orderId) => !earlier.has(orderId));
}

import { isPaid, isTerminal } from "@followthrough/core/domain";
import { applyHoldEffects } from "../ledger/apply-hold-effects.ts";
import type { StoredHold } from "../ledger/sql/holds.ts";
import { lockOrchestration } from "../lifecycle/sql/lock-orchestration.ts";
import { readOrchestration } from "../lifecycle/sql/read-orchestration.ts";
import type { Context } from "../platform/context.ts";
import { transaction } from "../platform/postgres/database.ts";

/**
 * Keeps the hold of a paid order that would soon expire: one that an older version has placed or paid, or one that a
 * points program must be asked to extend again. Does nothing if the order is not paid any more.
 *
 * @returns whether the order is still paid
 */
export function keepHold(context: Context, { orderId }: StoredHold): Promise<boolean> {
  if (orderId === null) return Promise.resolve(false);
  return transaction(context.pool, async (tx) => {
    await lockOrchestration(tx, orderId);
    const read = await readOrchestration(tx, orderId);
    if (read === null) return false;
    const { orchestration } = read;
    if (isTerminal(orchestration) || !isPaid(orchestration)) return false;
    await applyHoldEffects(tx, context, [{ orderId, hold: "keep", operation: null }]);
    return true;
  });
}

import type { Tx } from "../db/database.ts";
import { openEscalation } from "../db/escalations.ts";
import { listCapturedOrders } from "../db/loyalty-holds.ts";
import { endHoldAtProgramme, extendHoldAtProgramme } from "../db/programme-holds.ts";
import type { TransitionWrite } from "../db/write-transitions.ts";
import type { CommitContext } from "./commit-context.ts";
import { OperationRefused } from "./operation-refused.ts";
import { refuse } from "./result.ts";

/**
 * Does what an event means for points that a programme of the shop's keeps: our copy of the hold changes in the
 * event's transaction, and what the programme has to be asked for is a row of it.
 */
export async function settleAtProgramme(
  tx: Tx,
  { policy }: Pick<CommitContext, "policy">,
  writes: readonly TransitionWrite[],
): Promise<void> {
  for (const { orderId, operation, hold, entry } of writes) {
    if (operation !== null) await end(tx, orderId, operation.operation.kind);
    if (hold === "extend") await extendHoldAtProgramme(tx, orderId, policy.holdMs);
    else if (hold !== null) {
      const ended = await endHoldAtProgramme(tx, orderId, hold);
      if (hold === "release" || ended === "captured") continue;
      const earlier = await listCapturedOrders(tx, [orderId]);
      if (!earlier.has(orderId)) {
        await openEscalation(tx, orderId, "points_not_captured", entry.version);
      }
    }
  }
}

async function end(tx: Tx, orderId: string, kind: string): Promise<void> {
  if (kind !== "release" && kind !== "expire")
    throw new OperationRefused(refuse("programme_keeps_points"));
  const ended = await endHoldAtProgramme(tx, orderId, kind);
  if (ended === null) throw new OperationRefused(refuse("version_conflict"));
}

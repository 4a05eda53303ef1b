import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/postgres/database.ts";
import { refuse } from "../platform/result.ts";
import { RollBack } from "../platform/roll-back.ts";
import type { HoldEffectWrite } from "./hold-effect-write.ts";
import { listCapturedOrders } from "./sql/holds.ts";
import type { OperationRequest } from "./sql/operation-request.ts";
import { copyHold, endHoldAtProgram, extendHoldAtProgram } from "./sql/program-holds.ts";

/**
 * Moves points for these events if a points program keeps them. Our copy of the hold changes in the event's
 * transaction, which also stores the request to the points program.
 *
 * @returns the orders that were fulfilled when their points were no longer held
 */
export async function requestHoldEffects(
  tx: Tx,
  { policy }: Pick<Context, "policy">,
  writes: readonly HoldEffectWrite[],
): Promise<readonly string[]> {
  const untaken: string[] = [];
  for (const { orderId, operation, hold } of writes) {
    if (operation !== null) await applyToCopy(tx, orderId, operation);
    if (hold === "extend" || hold === "keep") {
      await extendHoldAtProgram(tx, orderId, policy.holdMs, hold === "keep");
    } else if (hold !== null) {
      const ended = await endHoldAtProgram(tx, orderId, hold);
      if (hold === "release" || ended === "captured") continue;
      const earlier = await listCapturedOrders(tx, [orderId]);
      if (!earlier.has(orderId)) untaken.push(orderId);
    }
  }
  return untaken;
}

/** What the points program has done, or what time has: nothing else happens to our copy of a hold. */
async function applyToCopy(
  tx: Tx,
  orderId: string,
  { memberId, operation }: OperationRequest,
): Promise<void> {
  if (operation.kind === "hold" && memberId !== null) {
    await copyHold(tx, orderId, memberId, operation);
    return;
  }
  if (operation.kind !== "release" && operation.kind !== "expire") {
    throw new RollBack(refuse("programme_keeps_points"));
  }
  const isLapse = operation.kind === "release" && operation.isLapse === true;
  const ended = await endHoldAtProgram(tx, orderId, isLapse ? "lapse" : operation.kind);
  if (ended === null) throw new RollBack(refuse("version_conflict"));
}

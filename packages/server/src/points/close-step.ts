import { tellOfHold } from "@followthrough/core/domain";
import { applyWithin } from "../ledger/apply-operations.ts";
import { readHold } from "../ledger/sql/holds.ts";
import { type ExpiredStep, expireStep } from "../ledger/sql/loyalty-steps.ts";
import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import type { Context } from "../platform/context.ts";
import { transaction } from "../platform/postgres/database.ts";
import { refuseWith } from "../platform/result.ts";

/**
 * Closes a loyalty step whose time is over, and releases the hold that was placed for it, both in one transaction. The
 * hold of a paid order stays.
 *
 * @returns whether this call closed it
 */
export async function closeStep(context: Context, step: ExpiredStep): Promise<boolean> {
  const { pool, changes } = context;
  const hold = step.holdId === null ? null : await readHold(pool, step.holdId);
  const isHeld = hold !== null && hold.state === "active";
  const asked = {
    memberId: null,
    operation: { kind: "release", holdId: step.holdId ?? "", key: null, isLapse: true },
  } as const;
  if (isHeld && hold.orderId !== null) {
    const result = await commitEvent(context, hold.orderId, tellOfHold("released", hold), {
      idempotencyKey: undefined,
      requestHash: hashRequest("step_expired", step.memberId, step.externalId),
      expectedVersion: undefined,
      answerOf: () => null,
      operation: asked,
      alongside: async (tx) =>
        (await expireStep(tx, step))
          ? null
          : refuseWith("version_conflict", { changing: "loyalty_step" }),
    });
    // If the hold could not be released, it is already resolved or its order is closed. The step must close anyway.
    if (result.ok && !result.replayed) return true;
  }
  const isClosed = await transaction(pool, async (tx) => {
    if (!(await expireStep(tx, step))) return false;
    if (isHeld && hold.orderId === null) await applyWithin(tx, asked);
    return true;
  });
  if (isClosed && step.orderId !== null) changes.changed([step.orderId]);
  return isClosed;
}

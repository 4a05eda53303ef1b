import { tellOfHold } from "@followthrough/core/domain";
import { transaction } from "../db/database.ts";
import { readHold } from "../db/loyalty-holds.ts";
import { type ExpiredStep, expireStep } from "../db/loyalty-steps.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { operateIn } from "./operate-ledger.ts";
import { refuse } from "./result.ts";

/**
 * Closes a loyalty step whose time is over, and releases the hold that was placed for it: both in one transaction.
 *
 * @returns whether this call did it
 */
export async function closeStep(context: Context, step: ExpiredStep): Promise<boolean> {
  const { pool, changes } = context;
  const hold = step.holdId === null ? null : await readHold(pool, step.holdId);
  const isHeld = hold !== null && hold.state === "active";
  const asked = {
    memberId: null,
    operation: { kind: "release", holdId: step.holdId ?? "", key: null },
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
          : refuse("version_conflict", "It was changed meanwhile."),
    });
    // Where the hold could not be released it is over by itself, or its order is closed: the step is, too.
    if (result.ok && !result.replayed) return true;
  }
  const isClosed = await transaction(pool, async (tx) => {
    if (!(await expireStep(tx, step))) return false;
    if (isHeld && hold.orderId === null) await operateIn(tx, asked);
    return true;
  });
  if (isClosed && step.orderId !== null) changes.changed([step.orderId]);
  return isClosed;
}

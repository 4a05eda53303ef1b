import {
  listDueHolds,
  listExpiringHolds,
  listLapsing,
  markWarned,
  type StoredHold,
} from "../db/loyalty-holds.ts";
import { listExpiredSteps } from "../db/loyalty-steps.ts";
import { closeHold } from "./close-hold.ts";
import { closeStep } from "./close-step.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { refuse } from "./result.ts";

// In portions: each of them is a transaction of its own, and others are let in between.
const PORTION = 200;
const AT_ONCE = 4;

/**
 * Closes what has run out of time and was left by everybody: loyalty steps, holds, and points that lapse. Orders
 * whose points are about to go back become due, so that the sweep writes to their members.
 */
export async function closeExpired(context: Context): Promise<void> {
  const { pool, policy } = context;
  await each(
    context,
    () => listExpiredSteps(pool, PORTION),
    (step) => closeStep(context, step),
  );
  await each(
    context,
    () => listDueHolds(pool, PORTION),
    ({ holdId }) => closeHold(context, holdId),
  );
  await each(
    context,
    () => listExpiringHolds(pool, policy.holdWarningMs, PORTION),
    (hold) => makeDue(context, hold),
  );
  await each(
    context,
    () => listLapsing(pool, PORTION),
    async (memberId) => {
      const answer = await context.ledger({ memberId, operation: { kind: "lapse" } });
      return answer.ok && answer.isNew;
    },
  );
}

/** Goes on while there is more and something comes of it; one that fails never stops the others. */
async function each<Item>(
  { log }: Context,
  list: () => Promise<readonly Item[]>,
  close: (item: Item) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const items = await list();
    let closed = 0;
    const rest = [...items];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
          try {
            closed += Number(await close(item));
          } catch (error) {
            log.error({ err: error, item }, "could not be closed");
          }
        }
      }),
    );
    if (items.length < PORTION || closed === 0) return;
  }
}

/** Its order is decided in the next sweep, whatever it waits for; once for each time the hold was given. */
async function makeDue(context: Context, hold: StoredHold): Promise<boolean> {
  const { orderId, holdId, points, expiresAt } = hold;
  if (orderId === null) return false;
  const event = {
    kind: "reconsidered",
    note: `${points} points that are held for this order are about to go back`,
    settles: [],
  } as const;
  const result = await commitEvent(context, orderId, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("hold_expiring", holdId, expiresAt),
    expectedVersion: undefined,
    answerOf: () => null,
    alongside: async (tx) => {
      const { marked } = await markWarned(tx, holdId, expiresAt);
      return marked
        ? null
        : refuse("version_conflict", "The hold was extended or resolved meanwhile.");
    },
  });
  return result.ok;
}

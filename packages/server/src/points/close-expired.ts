import {
  listDueHolds,
  listExpiringHolds,
  listLapsing,
  listPaidHolds,
  markWarned,
  type StoredHold,
} from "../ledger/sql/holds.ts";
import { listExpiredSteps } from "../ledger/sql/loyalty-steps.ts";
import { commitEvent } from "../lifecycle/commit/commit-event.ts";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import { refuseWith } from "../platform/result.ts";
import { closeHold } from "./close-hold.ts";
import { closeStep } from "./close-step.ts";
import { keepHold } from "./keep-hold.ts";
import type { PointsContext } from "./points-context.ts";

// Lists are read in portions, and each item is closed in its own transaction, so that other work gets in between.
const PORTION = 200;
const AT_ONCE = 4;
// Requests to a points program are retried for a quarter of an hour.
const HOUR_MS = 60 * 60_000;

/**
 * Closes what has run out of time: loyalty steps, holds, and points that lapse. Holds of paid orders are kept. Orders whose points are about to go
 * back to the member become due, so that the sweep prompts their members.
 */
export async function closeExpired(context: PointsContext): Promise<void> {
  const { pool, policy } = context;
  await each(
    context,
    () => listExpiredSteps(pool, PORTION),
    (step) => closeStep(context, step),
  );
  await each(
    context,
    () => listPaidHolds(pool, renewalLeadMs(policy), PORTION),
    (hold) => keepHold(context, hold),
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

/** How long before its end a hold is extended again. Half of its time at most, or it would be extended all the time. */
function renewalLeadMs({ holdMs, holdWarningMs }: PointsContext["policy"]): number {
  return Math.min(Math.max(holdWarningMs, HOUR_MS), holdMs / 2);
}

/** Repeats while there are more items and at least one was closed. An item that fails never stops the others. */
async function each<Item>(
  { log }: PointsContext,
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

/** Makes the hold's order due for the next sweep, whatever it waits for; once for each expiry the hold was given. */
async function makeDue(context: PointsContext, hold: StoredHold): Promise<boolean> {
  const { orderId, holdId, points, expiresAt } = hold;
  if (orderId === null) return false;
  const event = {
    kind: "reconsidered",
    note: { code: "hold_expiring", points },
    resolves: [],
  } as const;
  const result = await commitEvent(context, orderId, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("hold_expiring", holdId, expiresAt),
    expectedVersion: undefined,
    answerOf: () => null,
    alongside: async (tx) => {
      const { marked } = await markWarned(tx, holdId, expiresAt);
      return marked ? null : refuseWith("version_conflict", { changing: "hold" });
    },
  });
  return result.ok;
}

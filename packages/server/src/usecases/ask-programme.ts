import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { type Tx, transaction } from "../db/database.ts";
import {
  keepRequest,
  type LoyaltyRequest,
  readOpenRequest,
  settleRequest,
  takeDueRequests,
} from "../db/loyalty-requests.ts";
import { copyHold, escalateDrift } from "../db/programme-holds.ts";
import type { LoyaltyProvider, ProviderAnswer } from "../loyalty/loyalty-provider.ts";
import type { Context } from "./context.ts";
import { asJobDatabase } from "./job-database.ts";
import { QUEUES } from "./queue-names.ts";
import { refuse } from "./result.ts";
import { tellOrderOfHold } from "./tell-order-of-hold.ts";

/** What a job of the programme's queue carries. */
export const ProgrammeJob = z.object({ requestId: z.uuid() });

const BATCH_SIZE = 100;

/** Makes a job of every request that was committed; row and job change in one transaction. @returns how many */
export async function queueRequests(
  { pool }: Pick<Context, "pool">,
  jobs: Pick<PgBoss, "insert">,
): Promise<number> {
  return transaction(pool, async (tx) => {
    const due = await takeDueRequests(tx, BATCH_SIZE);
    const data = due.map((requestId) => ({
      data: { requestId } satisfies z.infer<typeof ProgrammeJob>,
    }));
    if (data.length > 0) await jobs.insert(QUEUES.programme, data, { db: asJobDatabase(tx) });
    return due.length;
  });
}

/**
 * Asks the programme for one thing. The key is the request's own, so that a repeat after a lost answer has no second
 * effect. Rejects when nobody knows the outcome: the queue tries again.
 */
export async function askProgramme(
  context: Context,
  provider: LoyaltyProvider,
  requestId: string,
): Promise<void> {
  const request = await readOpenRequest(context.pool, requestId);
  if (request === null) return;
  const answer = await ask(provider, request);
  if (request.kind === "hold") return tellOrder(context, request, answer);
  await settleRequest(
    context.pool,
    requestId,
    answer.ok ? "done" : "refused",
    answer.ok ? null : answer.code,
  );
  // What we have told the order has not come about at the programme.
  if (!answer.ok) await reportDrift(context, request.orderId, `${request.kind}: ${answer.code}`);
}

/** Ends a request that was never answered in all its attempts. */
export async function giveUpRequest(context: Context, requestId: string): Promise<void> {
  const settled = await settleRequest(context.pool, requestId, "dead", "never answered");
  if (settled !== null) await reportDrift(context, settled.orderId, "never answered");
}

function ask(provider: LoyaltyProvider, request: LoyaltyRequest): Promise<ProviderAnswer> {
  const { requestId, holdId, points, expiresAt, kind } = request;
  switch (kind) {
    case "hold":
      return provider.hold(request, requestId);
    case "extend":
      return provider.extend(holdId, expiresAt, requestId);
    case "capture":
      return provider.capture(holdId, points, requestId);
    case "release":
      return provider.release(holdId, requestId);
  }
}

/** The order learns what became of its hold in the transaction that settles the request. */
async function tellOrder(
  context: Context,
  request: LoyaltyRequest,
  answer: ProviderAnswer,
): Promise<void> {
  const { orderId, memberId, requestId } = request;
  const news = answer.ok ? "placed" : "refused";
  const settle = (tx: Tx) =>
    settleRequest(tx, requestId, answer.ok ? "done" : "refused", answer.ok ? null : answer.code);
  const told = await tellOrderOfHold(context, orderId, news, request, undefined, async (tx) => {
    if (answer.ok) await copyHold(tx, orderId, memberId, request);
    return (await settle(tx)) === null ? refuse("version_conflict") : null;
  });
  if (told.ok || told.code !== "orchestration_closed") return;
  // Called off before the programme had answered: what it holds goes back.
  await transaction(context.pool, async (tx) => {
    if ((await settle(tx)) !== null && answer.ok)
      await keepRequest(tx, { ...request, kind: "release" });
  });
}

async function reportDrift(context: Context, orderId: string, detail: string): Promise<void> {
  context.log.error({ orderId, detail }, "the points programme tells something else");
  if (await escalateDrift(context.pool, orderId)) context.changes.alertsWaiting();
}

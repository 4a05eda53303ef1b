import { OPERATOR_WORDS } from "@followthrough/core/words";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { PointsProgram, ProgramAnswer } from "../ledger/points-program.ts";
import { escalateDrift } from "../ledger/sql/program-holds.ts";
import {
  type LoyaltyRequest,
  readOpenRequest,
  recordRequestOutcome,
  storeRequest,
  takeDueRequests,
} from "../ledger/sql/program-requests.ts";
import type { Context } from "../platform/context.ts";
import { insertJobs } from "../platform/jobs/job-transaction.ts";
import { QUEUES } from "../platform/jobs/queue-names.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { refuse } from "../platform/result.ts";
import { reportHoldToOrder } from "./report-hold-to-order.ts";

/** The data of a job in the points program's queue. */
export const ProgramJob = z.object({ requestId: z.uuid() });

const BATCH_SIZE = 100;

/** Queues a job for every committed request; row and job change in one transaction. @returns how many */
export async function queueRequests(
  { pool }: Pick<Context, "pool">,
  jobs: Pick<PgBoss, "insert">,
): Promise<number> {
  return transaction(pool, async (tx) => {
    const due = await takeDueRequests(tx, BATCH_SIZE);
    const data = due.map((requestId) => ({ requestId }) satisfies z.infer<typeof ProgramJob>);
    await insertJobs(tx, jobs, QUEUES.program, data);
    return due.length;
  });
}

/**
 * Sends one request to the points program. The request's id is the idempotency key, so that a repeat after a lost
 * answer has no second effect. Rejects when the outcome is unknown, and the queue retries.
 */
export async function requestFromProgram(
  context: Context,
  provider: PointsProgram,
  requestId: string,
): Promise<void> {
  const request = await readOpenRequest(context.pool, requestId);
  if (request === null) return;
  const answer = await send(provider, request);
  if (request.kind === "hold") return tellOrder(context, request, answer);
  await recordRequestOutcome(
    context.pool,
    requestId,
    answer.ok ? "done" : "refused",
    answer.ok ? null : answer.code,
  );
  // The order's timeline says something that the points program has refused.
  if (!answer.ok) await reportDrift(context, request.orderId, `${request.kind}: ${answer.code}`);
}

/** Marks a request as dead after its last attempt got no answer. */
export async function buryRequest(context: Context, requestId: string): Promise<void> {
  const recorded = await recordRequestOutcome(context.pool, requestId, "dead", "never answered");
  if (recorded !== null) await reportDrift(context, recorded.orderId, "never answered");
}

function send(provider: PointsProgram, request: LoyaltyRequest): Promise<ProgramAnswer> {
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

/** Records the result of a hold in its order, in the transaction that writes the request's outcome. */
async function tellOrder(
  context: Context,
  request: LoyaltyRequest,
  answer: ProgramAnswer,
): Promise<void> {
  const { orderId, memberId, requestId, holdId, points, expiresAt } = request;
  const news = answer.ok ? "placed" : "refused";
  const record = (tx: Tx) =>
    recordRequestOutcome(
      tx,
      requestId,
      answer.ok ? "done" : "refused",
      answer.ok ? null : answer.code,
    );
  const operation = { kind: "hold", orderId, holdId, points, expiresAt } as const;
  const recorded = await reportHoldToOrder(
    context,
    orderId,
    news,
    request,
    answer.ok ? { memberId, operation } : undefined,
    async (tx) => ((await record(tx)) === null ? refuse("version_conflict") : null),
  );
  if (recorded.ok || !NO_LONGER_WANTED.has(recorded.code)) return;
  // The order was closed or goes on without its points, so what the points program has held goes back.
  await transaction(context.pool, async (tx) => {
    if ((await record(tx)) !== null && answer.ok)
      await storeRequest(tx, { ...request, kind: "release" });
  });
}

const NO_LONGER_WANTED: ReadonlySet<string> = new Set(["orchestration_closed", "points_waived"]);

async function reportDrift(context: Context, orderId: string, detail: string): Promise<void> {
  context.log.error({ orderId, detail }, OPERATOR_WORDS.reasons.loyalty_drift.title);
  if (await escalateDrift(context.pool, orderId)) context.changes.alertsWaiting();
}

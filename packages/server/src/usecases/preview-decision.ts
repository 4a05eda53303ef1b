import type { NextDecision } from "@followthrough/core/contract";
import {
  decideRecovery,
  isPaused,
  isTerminal,
  type Orchestration,
} from "@followthrough/core/domain";
import { iso } from "../db/orchestration-row.ts";
import { readOrder } from "../db/orders.ts";
import { readOrchestration } from "../db/read-orchestration.ts";
import type { Context } from "./context.ts";
import { ensureOrchestration } from "./ensure-orchestration.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** What the next look at an order decides, and when, if nothing comes before. */
export async function previewDecision(
  context: Pick<Context, "pool" | "policy" | "asks">,
  orderId: string,
): Promise<Result<NextDecision>> {
  const { pool, policy } = context;
  const read = await readOrder(pool, orderId);
  if (read === null) return refuse("order_unknown", `No order ${orderId} was reported.`);
  const found = await readOrchestration(pool, orderId);
  if (found === null) {
    await ensureOrchestration(context, orderId);
    return previewDecision(context, orderId);
  }
  const { order, now } = read;
  const { orchestration } = found;
  const head = { orderId, policyVersion: policy.version, evaluatedAt: iso(now) };
  const state = stateOf(orchestration, now);
  if (state === "closed") return succeed({ ...head, state, ...NOTHING });

  const inputs = await readRecoveryInputs(pool, context, [{ ...order, orchestration }]);
  const recovery = inputs.get(orderId);
  if (recovery === undefined) throw new Error("A known order has a recovery context");
  const { nextActionAt, pausedUntil } = orchestration;
  const at = Math.max(now, nextActionAt ?? 0, pausedUntil ?? 0);
  const decision = decideRecovery(orchestration, recovery, policy, at);
  return succeed({
    ...head,
    state,
    at: iso(at),
    decision: decision.kind,
    reason: decision.reason,
    step: "step" in decision ? decision.step : null,
    followingAt: iso(decision.nextActionAt),
  });
}

const NOTHING = { at: null, decision: null, reason: null, step: null, followingAt: null } as const;

function stateOf(orchestration: Orchestration, now: number): NextDecision["state"] {
  if (isTerminal(orchestration)) return "closed";
  if (isPaused(orchestration, now)) return "paused";
  const { nextActionAt } = orchestration;
  return nextActionAt === null || nextActionAt <= now ? "overdue" : "scheduled";
}

import type { NextDecision } from "@followthrough/core/contract";
import {
  decideRecovery,
  isPaused,
  isTerminal,
  type Orchestration,
} from "@followthrough/core/domain";
import { ensureOrchestration } from "../lifecycle/ensure-orchestration.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { readOrchestration } from "../lifecycle/sql/read-orchestration.ts";
import { orderUnknown } from "../lifecycle/unknown.ts";
import { iso, isoOrNull } from "../platform/postgres/times.ts";
import { type Result, succeed } from "../platform/result.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";

/** Previews what the next sweep of an order decides and when, if no event comes before. */
export async function previewDecision(
  context: Pick<RecoveryContext, "pool" | "policy" | "countsTest" | "asks">,
  orderId: string,
): Promise<Result<NextDecision>> {
  const { pool, policy } = context;
  const read = await readOrder(pool, orderId);
  if (read === null) return orderUnknown(orderId);
  const found = await readOrchestration(pool, orderId);
  if (found === null) {
    await ensureOrchestration(context, orderId);
    return previewDecision(context, orderId);
  }
  const { order, now } = read;
  const { orchestration } = found;
  const head = { orderId, policyVersion: policy.version, evaluatedAt: iso(now) };
  const state = stateOf(orchestration, policy.version, now);
  if (state === "closed" || state === "followed") return succeed({ ...head, state, ...NOTHING });

  const inputs = await readRecoveryInputs(pool, context, [{ ...order, orchestration }]);
  const recovery = inputs.get(orderId);
  if (recovery === undefined) throw new Error("A known order has a recovery context");
  const { nextActionAt, pausedUntil } = orchestration;
  const isDue = state === "overdue";
  const at = isDue ? now : Math.max(now, nextActionAt ?? 0, pausedUntil ?? 0);
  const decision = decideRecovery(orchestration, recovery, policy, at);
  return succeed({
    ...head,
    state,
    at: iso(at),
    decision: decision.kind,
    reason: decision.reason,
    step: "step" in decision ? decision.step : null,
    followingAt: isoOrNull(decision.nextActionAt),
  });
}

const NOTHING = { at: null, decision: null, reason: null, step: null, followingAt: null } as const;

/** A prompt that another policy has deferred is decided again by the next sweep. */
function stateOf(
  orchestration: Orchestration,
  policyVersion: string,
  now: number,
): NextDecision["state"] {
  if (isTerminal(orchestration)) return "closed";
  if (orchestration.isSilent) return "followed";
  if (isPaused(orchestration, now)) return "paused";
  const { nextActionAt, deferral } = orchestration;
  const isDecidedAgain = deferral !== undefined && deferral.policyVersion !== policyVersion;
  const isDue = nextActionAt === null || nextActionAt <= now || isDecidedAgain;
  return isDue ? "overdue" : "scheduled";
}

import type { Escalation, PostResolve } from "@followthrough/core/contract";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import { operatorName } from "../lifecycle/operator-name.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import { iso } from "../platform/postgres/times.ts";
import type { Refusal } from "../platform/result.ts";
import { changeEscalation } from "./change-escalation.ts";
import { resolveEscalation as writeResolution } from "./sql/escalations.ts";

/** Takes an escalation off the work list and stores what was done about it; also for closed orders. */
export function resolveEscalation(
  context: Context,
  escalationId: string,
  body: PostResolve,
  idempotencyKey: string | undefined,
  seen?: SeenOrder,
): Promise<Committed<Escalation> | Refusal> {
  const { resolution } = body;
  const resolvedBy = operatorName(body);
  return changeEscalation(context, escalationId, {
    event: {
      kind: "operator",
      action: "escalation_resolved",
      payload: {},
      note: resolution,
      actor: resolvedBy,
    },
    requestHash: hashRequest("resolve", escalationId, body),
    idempotencyKey,
    seen,
    endsWork: true,
    write: (tx) => writeResolution(tx, escalationId, resolvedBy, resolution),
    answerOf: (known, { recordedAt }) => ({
      ...known,
      amount: null,
      dueAt: null,
      resolvedAt: iso(recordedAt),
      resolvedBy,
      resolution,
    }),
  });
}

import type { Escalation, PostResolve } from "@followthrough/core/contract";
import { resolveEscalation as writeResolution } from "../db/escalations.ts";
import { iso } from "../db/orchestration-row.ts";
import { changeEscalation, type SeenOrder } from "./change-escalation.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { Refusal } from "./result.ts";

/** Takes an escalation out of the inbox and keeps what was done about it; of a closed order, too. */
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
    write: (tx) => writeResolution(tx, escalationId, resolvedBy, resolution),
    answerOf: (known, { recordedAt }) => ({
      ...known,
      resolvedAt: iso(recordedAt),
      resolvedBy,
      resolution,
    }),
  });
}

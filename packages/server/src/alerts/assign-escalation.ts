import type { Escalation, PostAssign } from "@followthrough/core/contract";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import { operatorName } from "../lifecycle/operator-name.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Refusal } from "../platform/result.ts";
import { changeEscalation } from "./change-escalation.ts";
import { assignEscalation as writeAssignee } from "./sql/escalations.ts";

/** Assigns an open escalation to somebody, or to nobody. */
export function assignEscalation(
  context: Context,
  escalationId: string,
  body: PostAssign,
  idempotencyKey: string | undefined,
  seen?: SeenOrder,
): Promise<Committed<Escalation> | Refusal> {
  const { assignee } = body;
  return changeEscalation(context, escalationId, {
    event: {
      kind: "operator",
      action: "escalation_assigned",
      payload: { assignee },
      note: body.reason ?? null,
      actor: operatorName(body),
    },
    requestHash: hashRequest("assign", escalationId, body),
    idempotencyKey,
    seen,
    endsWork: assignee === null,
    write: (tx) => writeAssignee(tx, escalationId, assignee),
    answerOf: (known) => ({ ...known, assignee }),
  });
}

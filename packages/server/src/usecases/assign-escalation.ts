import type { Escalation, PostAssign } from "@followthrough/core/contract";
import { assignEscalation as writeAssignee } from "../db/escalations.ts";
import { changeEscalation, type SeenOrder } from "./change-escalation.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { Refusal } from "./result.ts";

/** Gives an open escalation to somebody, or back to all. */
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
    write: (tx) => writeAssignee(tx, escalationId, assignee),
    answerOf: (known) => ({ ...known, assignee }),
  });
}

import type { Notification, PostPromptAction } from "@followthrough/core/contract";
import { markPromptsSent } from "../db/stuck-prompts.ts";
import { actOnMessage } from "./act-on-message.ts";
import type { SeenOrder } from "./change-escalation.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { Refusal } from "./result.ts";

/** Settles a message of which nobody knew whether it went out: somebody found out that it did. */
export function markPromptSent(
  context: Context,
  promptId: string,
  body: PostPromptAction,
  idempotencyKey: string | undefined,
  seen?: SeenOrder,
): Promise<Committed<Notification> | Refusal> {
  return actOnMessage(context, promptId, {
    event: {
      kind: "operator",
      action: "prompt_marked_sent",
      note: body.reason,
      actor: operatorName(body),
    },
    requestHash: hashRequest("mark-sent", promptId, body),
    idempotencyKey,
    seen,
    takesClosed: true,
    write: (tx, orderIds) => markPromptsSent(tx, promptId, orderIds),
  });
}

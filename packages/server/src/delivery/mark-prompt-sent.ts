import type { Notification, PostPromptAction } from "@followthrough/core/contract";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import { operatorName } from "../lifecycle/operator-name.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Refusal } from "../platform/result.ts";
import { actOnMessage } from "./act-on-message.ts";
import { markPromptsSent } from "./sql/stuck-prompts.ts";

/** Marks a message as sent whose outcome was unknown, because an operator found out that it went out. */
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

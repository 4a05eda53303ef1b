import type { Notification, PostPromptAction } from "@followthrough/core/contract";
import { hashRequest } from "../lifecycle/commit/request-hash.ts";
import { operatorName } from "../lifecycle/operator-name.ts";
import type { SeenOrder } from "../lifecycle/operator-request.ts";
import type { Committed } from "../platform/change.ts";
import type { Context } from "../platform/context.ts";
import type { Refusal } from "../platform/result.ts";
import { actOnMessage } from "./act-on-message.ts";
import { resendPrompts } from "./sql/stuck-prompts.ts";

/**
 * Sends a message again that is dead or whose outcome is unknown. Closed orders are left out of it. The last look
 * decides about the others, as for any prompt.
 */
export async function resendPrompt(
  context: Context,
  promptId: string,
  body: PostPromptAction,
  idempotencyKey: string | undefined,
  seen?: SeenOrder,
): Promise<Committed<Notification> | Refusal> {
  const result = await actOnMessage(context, promptId, {
    event: {
      kind: "operator",
      action: "prompt_resent",
      note: body.reason,
      actor: operatorName(body),
    },
    requestHash: hashRequest("resend", promptId, body),
    idempotencyKey,
    seen,
    takesClosed: false,
    write: (tx, orderIds) => resendPrompts(tx, promptId, orderIds, context.policy.worthSendingMs),
  });
  if (result.ok && !result.replayed) context.changes.promptsWaiting();
  return result;
}

import type { Notification, PostPromptAction } from "@followthrough/core/contract";
import { resendPrompts } from "../db/stuck-prompts.ts";
import { actOnMessage } from "./act-on-message.ts";
import type { SeenOrder } from "./change-escalation.ts";
import type { Committed } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { operatorName } from "./operator-name.ts";
import type { Refusal } from "./result.ts";

/**
 * Sends a message again that was given up, or of which nobody knows whether it went out. Orders that are closed
 * are left out of it; of others the last look decides, as for any prompt.
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

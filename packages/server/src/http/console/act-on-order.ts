import type { ActionOutcome, OrderAction } from "@followthrough/core/contract";
import { assignEscalation } from "../../usecases/assign-escalation.ts";
import { markPromptSent } from "../../usecases/mark-prompt-sent.ts";
import {
  makeResumeLink,
  type OperatorRequest,
  operateOrder,
} from "../../usecases/operate-order.ts";
import { promptNow } from "../../usecases/prompt-now.ts";
import { resendPrompt } from "../../usecases/resend-prompt.ts";
import { resolveEscalation } from "../../usecases/resolve-escalation.ts";
import { type Result, succeed } from "../../usecases/result.ts";
import type { AppOptions } from "../routing.ts";

/** Asks the use case of this action, with the operator's name, the version that they saw and their click's key. */
export async function actOnOrder(
  options: AppOptions,
  orderId: string,
  action: OrderAction,
  request: OperatorRequest,
): Promise<Result<ActionOutcome>> {
  const result = await ask(options, orderId, action, request);
  if (!result.ok) return result;
  const { context, links, console: ours } = options;
  const resumeUrl =
    action.action === "issue_resume_link"
      ? await makeResumeLink(context, links, ours.storefrontUrl, orderId)
      : null;
  return succeed({ orderId, resumeUrl });
}

function ask(
  { context, mailDomain }: AppOptions,
  orderId: string,
  action: OrderAction,
  request: OperatorRequest,
) {
  const { by, idempotencyKey: key, version } = request;
  const seen = { orderId, version };
  const operator = by.name;
  switch (action.action) {
    case "assign": {
      const { escalationId, assignee, reason } = action;
      return assignEscalation(context, escalationId, { assignee, reason, operator }, key, seen);
    }
    case "resolve": {
      const body = { resolution: action.reason, operator };
      return resolveEscalation(context, action.escalationId, body, key, seen);
    }
    case "resend_prompt": {
      const body = { reason: action.reason, operator };
      return resendPrompt(context, action.notificationId, body, key, seen);
    }
    case "mark_prompt_sent": {
      const body = { reason: action.reason, operator };
      return markPromptSent(context, action.notificationId, body, key, seen);
    }
    case "prompt_now":
      return promptNow(context, mailDomain, orderId, action.reason, request);
    default:
      return operateOrder(context, orderId, action, request);
  }
}

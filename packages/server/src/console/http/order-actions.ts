import type { ActionOutcome, OrderAction } from "@followthrough/core/contract";
import { assignEscalation } from "../../alerts/assign-escalation.ts";
import { resolveEscalation } from "../../alerts/resolve-escalation.ts";
import { markPromptSent } from "../../delivery/mark-prompt-sent.ts";
import { resendPrompt } from "../../delivery/resend-prompt.ts";
import type { LifecycleContext } from "../../lifecycle/lifecycle-context.ts";
import type { LinkTokens } from "../../lifecycle/links/link-tokens.ts";
import type { OperatorRequest } from "../../lifecycle/operator-request.ts";
import { type Result, succeed } from "../../platform/result.ts";
import { promptNow } from "../../recovery/prompt-now.ts";
import type { RecoveryContext } from "../../recovery/recovery-context.ts";
import { actOnOrder, makeResumeLink } from "../act-on-order.ts";

/** What an action on an order needs. */
export interface OrderActionOptions {
  readonly context: RecoveryContext & LifecycleContext;
  readonly links: LinkTokens;
  readonly mailDomain: string;
  readonly console: { readonly storefrontUrl: string };
}

/** Calls the verb of this action with the operator's name, the version they saw and the key of their click. */
export async function runOrderAction(
  options: OrderActionOptions,
  orderId: string,
  action: OrderAction,
  request: OperatorRequest,
): Promise<Result<ActionOutcome>> {
  const result = await callVerb(options, orderId, action, request);
  if (!result.ok) return result;
  const { context, links, console: ours } = options;
  const resumeUrl =
    action.action === "issue_resume_link"
      ? await makeResumeLink(context, links, ours.storefrontUrl, orderId)
      : null;
  return succeed({ orderId, resumeUrl });
}

function callVerb(
  { context, mailDomain }: OrderActionOptions,
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
      return actOnOrder(context, orderId, action, request);
  }
}

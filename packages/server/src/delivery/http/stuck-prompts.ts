import { Notification, PostPromptAction } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendChanged } from "../../platform/http/change-headers.ts";
import type { Routes } from "../../platform/http/routing.ts";
import {
  answers,
  NotificationParams,
  problems,
  RepeatHeaders,
} from "../../platform/http/schemas.ts";
import { markPromptSent } from "../mark-prompt-sent.ts";
import { resendPrompt } from "../resend-prompt.ts";

/** What the routes for stuck prompts need. */
export interface StuckPromptOptions {
  readonly context: Context;
}

/** Operators' actions on prompts that are `unknown` or `dead`. */
export const stuckPromptRoutes: Routes<StuckPromptOptions> = (app, { context }) => {
  app.post(
    "/notifications/:notificationId/resend",
    {
      schema: {
        operationId: "resendPrompt",
        tags: ["Operators"],
        summary: "Send an `unknown` or `dead` prompt again",
        description:
          "Resend an `unknown` prompt only if somebody has checked that it did not go out. Orders that were folded " +
          "into one message are sent again together. A prompt that no longer matters when it is sent is still " +
          "cancelled.",
        params: NotificationParams,
        headers: RepeatHeaders,
        body: PostPromptAction,
        response: {
          200: answers(Notification, "The prompt is due again"),
          ...problems([...STUCK_PROMPT, "orchestration_closed"], "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return sendChanged(reply, await resendPrompt(context, params.notificationId, body, key));
    },
  );

  app.post(
    "/notifications/:notificationId/mark-sent",
    {
      schema: {
        operationId: "markPromptSent",
        tags: ["Operators"],
        summary: "Mark an `unknown` prompt as sent",
        description: "Orders that were folded into one message are marked together.",
        params: NotificationParams,
        headers: RepeatHeaders,
        body: PostPromptAction,
        response: {
          200: answers(Notification, "The prompt is sent"),
          ...problems(STUCK_PROMPT, "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return sendChanged(reply, await markPromptSent(context, params.notificationId, body, key));
    },
  );
};

const STUCK_PROMPT = [
  "notification_unknown",
  "prompt_not_stuck",
  "idempotency_key_reused",
] as const;

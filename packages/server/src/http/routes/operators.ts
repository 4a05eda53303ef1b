import {
  Escalation,
  EscalationPage,
  EscalationQuery,
  EventOutcome,
  NextDecision,
  Notification,
  PostAssign,
  PostPause,
  PostPromptAction,
  PostResolve,
  PostResume,
} from "@followthrough/core/contract";
import { assignEscalation } from "../../usecases/assign-escalation.ts";
import { listEscalationPage } from "../../usecases/lists.ts";
import { markPromptSent } from "../../usecases/mark-prompt-sent.ts";
import { pauseOrder } from "../../usecases/pause-order.ts";
import { previewDecision } from "../../usecases/preview-decision.ts";
import { resendPrompt } from "../../usecases/resend-prompt.ts";
import { resolveEscalation } from "../../usecases/resolve-escalation.ts";
import { resumeOrder } from "../../usecases/resume-order.ts";
import { answerChange, optionsOf } from "../change.ts";
import { sendRefusal } from "../problem.ts";
import type { App, AppOptions, Routes } from "../routing.ts";
import {
  answers,
  ChangeHeaders,
  EscalationParams,
  NotificationParams,
  OrderParams,
  problems,
  RepeatHeaders,
} from "../schemas.ts";

/** What operators see and do about orders that need them. */
export const operatorRoutes: Routes = (app, options) => {
  nextDecisionRoute(app, options);
  pauseRoutes(app, options);
  escalationRoutes(app, options);
  stuckPromptRoutes(app, options);
};

function nextDecisionRoute(app: App, { context }: AppOptions): void {
  app.get(
    "/checkout/orchestrations/:orderId/next-decision",
    {
      schema: {
        operationId: "getNextDecision",
        tags: ["Operators"],
        summary: "What happens next to an order if nothing comes, when, and why",
        description: "By the policy and what is known of the member now. Changes nothing.",
        params: OrderParams,
        response: {
          200: answers(NextDecision, "What the next look at the order decides"),
          ...problems(["order_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await previewDecision(context, request.params.orderId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
}

function pauseRoutes(app: App, { context }: AppOptions): void {
  app.post(
    "/checkout/orchestrations/:orderId/pause",
    {
      schema: {
        operationId: "pauseOrder",
        tags: ["Operators"],
        summary: "Hold recovery of an order back until a time",
        description:
          "Until then nothing falls due and nothing is sent; events are recorded as ever. A prompt that is not " +
          "on its way yet is withdrawn. Recovery goes on by itself; a pause of a paused order replaces the first.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostPause,
        response: {
          200: answers(EventOutcome, "The order is paused"),
          ...problems([...CHANGED_ORDER, "pause_in_the_past"], "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) =>
      answerChange(reply, await pauseOrder(context, params.orderId, body, optionsOf(headers))),
  );

  app.post(
    "/checkout/orchestrations/:orderId/resume",
    {
      schema: {
        operationId: "resumeOrder",
        tags: ["Operators"],
        summary: "Let recovery of a paused order go on now",
        description: "What fell due during the pause is due at once.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostResume,
        response: {
          200: answers(EventOutcome, "The order is not paused any more"),
          ...problems([...CHANGED_ORDER, "orchestration_not_paused"], "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) =>
      answerChange(reply, await resumeOrder(context, params.orderId, body, optionsOf(headers))),
  );
}

const CHANGED_ORDER = [
  "order_unknown",
  "orchestration_closed",
  "version_conflict",
  "precondition_failed",
  "idempotency_key_reused",
] as const;

function escalationRoutes(app: App, { context }: AppOptions): void {
  app.get(
    "/checkout/escalations",
    {
      schema: {
        operationId: "listEscalations",
        tags: ["Operators"],
        summary: "Orders that need an operator: open ones, the longest open first",
        description: "With `state=resolved` those that did, the latest resolved first.",
        querystring: EscalationQuery,
        response: { 200: answers(EscalationPage, "A page of escalations"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listEscalationPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/checkout/escalations/:escalationId/assign",
    {
      schema: {
        operationId: "assignEscalation",
        tags: ["Operators"],
        summary: "Give an escalation to somebody, or back to all",
        params: EscalationParams,
        headers: RepeatHeaders,
        body: PostAssign,
        response: { 200: answers(Escalation, "The escalation is theirs"), ...ESCALATION_PROBLEMS },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return answerChange(reply, await assignEscalation(context, params.escalationId, body, key));
    },
  );

  app.post(
    "/checkout/escalations/:escalationId/resolve",
    {
      schema: {
        operationId: "resolveEscalation",
        tags: ["Operators"],
        summary: "Say what was done about an escalation, and take it out of the inbox",
        description:
          "If the order falls due again for the same reason, that is a new escalation. Also of closed orders.",
        params: EscalationParams,
        headers: RepeatHeaders,
        body: PostResolve,
        response: {
          200: answers(Escalation, "The escalation is resolved"),
          ...ESCALATION_PROBLEMS,
        },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return answerChange(reply, await resolveEscalation(context, params.escalationId, body, key));
    },
  );
}

const ESCALATION_PROBLEMS = problems(
  ["escalation_unknown", "escalation_resolved", "version_conflict", "idempotency_key_reused"],
  "body",
);

function stuckPromptRoutes(app: App, { context }: AppOptions): void {
  app.post(
    "/notifications/:notificationId/resend",
    {
      schema: {
        operationId: "resendPrompt",
        tags: ["Operators"],
        summary: "Send a prompt again that is `unknown` or `dead`",
        description:
          "Of an `unknown` one only whoever looked knows that it did not go out. Orders that were folded into one " +
          "message are sent again together. What no longer matters when it is sent is cancelled, as ever.",
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
      return answerChange(reply, await resendPrompt(context, params.notificationId, body, key));
    },
  );

  app.post(
    "/notifications/:notificationId/mark-sent",
    {
      schema: {
        operationId: "markPromptSent",
        tags: ["Operators"],
        summary: "Say that an `unknown` prompt went out",
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
      return answerChange(reply, await markPromptSent(context, params.notificationId, body, key));
    },
  );
}

const STUCK_PROMPT = [
  "notification_unknown",
  "prompt_not_stuck",
  "idempotency_key_reused",
] as const;

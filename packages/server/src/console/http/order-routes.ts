import {
  ActionOutcome,
  EventPage,
  EventQuery,
  MessageCopy,
  OrderAction,
  OrderPage,
  PostPreview,
  Preview,
} from "@followthrough/core/contract";
import { z } from "zod";
import { operatorOf } from "../../access/http/guard.ts";
import { getOrchestration } from "../../lifecycle/get-orchestration.ts";
import { getTimeline } from "../../lifecycle/get-timeline.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { App, Routes } from "../../platform/http/routing.ts";
import { answers, answersPage, consoleProblems, OrderParams } from "../../platform/http/schemas.ts";
import { previewDecision } from "../../recovery/preview-decision.ts";
import { previewActions } from "../preview-actions.ts";
import { getMessageCopy, readOrderDetails } from "../read-order-details.ts";
import type { OrderActionOptions } from "./order-actions.ts";
import { runOrderAction } from "./order-actions.ts";

/** One order: what has happened, what happens next, and what an operator can do. */
export const orderPageRoutes: Routes<OrderActionOptions> = (app, options) => {
  readRoutes(app, options);
  actionRoutes(app, options);
  messageRoutes(app, options);
};

function readRoutes(app: App, { context }: OrderActionOptions): void {
  app.get(
    "/orders/:orderId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readOrderPage",
        tags: ["Console"],
        summary: "Everything about one order",
        params: OrderParams,
        response: { 200: answers(OrderPage, "The order"), ...consoleProblems(["order_unknown"]) },
      },
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const details = await readOrderDetails(context, orderId);
      if (!details.ok) return sendRefusal(reply, details);
      const state = await getOrchestration(context, orderId);
      if (!state.ok) return sendRefusal(reply, state);
      const next = await previewDecision(context, orderId);
      if (!next.ok) return sendRefusal(reply, next);
      const { orchestration } = state.value;
      return { ...details.value, orchestration, nextDecision: next.value };
    },
  );

  app.get(
    "/orders/:orderId/events",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readOrderEvents",
        tags: ["Console"],
        summary: "Older entries of an order's timeline",
        params: OrderParams,
        querystring: EventQuery,
        response: {
          200: answers(EventPage, "A page of the timeline"),
          ...consoleProblems(["order_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const { before, limit } = request.query;
      const result = await getTimeline(context, request.params.orderId, before, limit);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
}

/** Both headers are required here: the operator has seen a version, and each click counts once. */
const ActionHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: "must be 1 to 255 printable ASCII characters" })
    .describe("One key per click; a repeat has no second effect"),
  "if-match": z
    .string()
    .regex(/^"\d{1,9}"$/, { error: "must be the version that was seen, in quotes" })
    .describe("The version of the order that the operator saw, in quotes"),
});

function actionRoutes(app: App, options: OrderActionOptions): void {
  app.post(
    "/orders/:orderId/actions",
    {
      config: { role: "operator" },
      schema: {
        operationId: "actOnOrder",
        tags: ["Console"],
        summary: "Do something about an order, with a reason and under one's own name",
        description: "Refused with 412 if the order has changed since the operator saw it.",
        params: OrderParams,
        headers: ActionHeaders,
        body: OrderAction,
        response: {
          200: answers(ActionOutcome, "The action is done and recorded in the timeline"),
          ...consoleProblems(ACTION_REFUSALS, "body"),
        },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      const result = await runOrderAction(options, params.orderId, body, {
        by: operatorOf(request),
        idempotencyKey: headers["idempotency-key"],
        version: Number(headers["if-match"].replaceAll('"', "")),
      });
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/actions/preview",
    {
      config: { role: "operator" },
      schema: {
        operationId: "previewActions",
        tags: ["Console"],
        summary: "What an action would do to many orders; changes nothing",
        body: PostPreview,
        response: { 200: answers(Preview, "Order by order"), ...consoleProblems([], "body") },
      },
    },
    async (request) => ({ items: await previewActions(options.context, request.body) }),
  );
}

const ACTION_REFUSALS = [
  "order_unknown",
  "escalation_unknown",
  "notification_unknown",
  "stage_already_completed",
  "orchestration_closed",
  "event_superseded",
  "orchestration_not_paused",
  "escalation_resolved",
  "prompt_not_stuck",
  "prompt_not_possible",
  "version_conflict",
  "precondition_failed",
  "pause_in_the_past",
  "pause_too_long",
  "idempotency_key_reused",
] as const;

const MessageParams = z.strictObject({
  messageId: z.string().regex(/^<[\w.@-]{1,300}>$/, { error: "must be a message's id" }),
});

/** A mail shown here must not do anything: no scripts, no forms, and it can't leave its frame. */
const MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

function messageRoutes(app: App, { context }: OrderActionOptions): void {
  app.get(
    "/messages/:messageId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readMessage",
        tags: ["Console"],
        summary: "A message as it went out, its secret links taken out",
        params: MessageParams,
        response: {
          200: answers(MessageCopy, "The copy"),
          ...consoleProblems(["message_copy_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await getMessageCopy(context, request.params.messageId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/messages/:messageId/html",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readMessageHtml",
        tags: ["Console"],
        summary: "The same as a page that can do nothing, for a frame",
        params: MessageParams,
        response: {
          200: answersPage("The message"),
          ...consoleProblems(["message_copy_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await getMessageCopy(context, request.params.messageId);
      if (!result.ok) return sendRefusal(reply, result);
      return reply
        .header("content-security-policy", `${MAIL_CSP}; frame-ancestors 'self'`)
        .type("text/html; charset=utf-8")
        .serializer(String)
        .send(result.value.html);
    },
  );
}

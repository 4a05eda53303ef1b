import {
  EventOutcome,
  EventPage,
  EventQuery,
  Orchestration,
  OrchestrationPage,
  OrchestrationQuery,
  PostCancel,
  PostEvent,
  PostFollowed,
} from "@followthrough/core/contract";
import { z } from "zod";
import { cancelOrder } from "../../usecases/cancel-order.ts";
import { getOrchestration } from "../../usecases/get-orchestration.ts";
import { getTag } from "../../usecases/get-tags.ts";
import { getTimeline } from "../../usecases/get-timeline.ts";
import { listOrchestrationPage } from "../../usecases/lists.ts";
import { noteFollowed } from "../../usecases/read-order-details.ts";
import { recordEvent } from "../../usecases/record-event.ts";
import { answerChange, optionsOf } from "../change.ts";
import { etagOf, matches, withTag } from "../etag.ts";
import { requireOrderToken } from "../order-token.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, ChangeHeaders, OrderParams, OrderTokenHeader, problems } from "../schemas.ts";

/** The lifecycle of orders. */
export const orchestrationRoutes: Routes = (app, { context, links }) => {
  app.get(
    "/checkout/orchestrations",
    {
      schema: {
        operationId: "listOrchestrations",
        tags: ["Orchestrations"],
        summary: "Orchestrations by filter, latest transition first",
        querystring: OrchestrationQuery,
        response: { 200: answers(OrchestrationPage, "A page of orchestrations"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listOrchestrationPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/checkout/orchestrations/:orderId",
    {
      schema: {
        operationId: "getOrchestration",
        tags: ["Orchestrations"],
        summary: "Where an order stands",
        description:
          "With `X-Order-Token` the request speaks for a shopper and is refused unless the token opens " +
          "this order.",
        params: OrderParams,
        headers: OrderTokenHeader.extend({
          "if-none-match": z.string().optional().describe("An ETag; its state is not sent again"),
        }),
        response: {
          200: answers(Orchestration, "The orchestration as it stands"),
          304: z.null().describe("Not changed since the ETag in If-None-Match"),
          ...problems(["order_unknown", "order_token_invalid"]),
        },
      },
      preHandler: requireOrderToken(context, links),
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const ifNoneMatch = request.headers["if-none-match"];
      if (ifNoneMatch !== undefined) {
        const tag = await getTag(context, orderId);
        if (tag !== null && matches(ifNoneMatch, etagOf(tag))) {
          return withTag(reply, tag).code(304).send(null);
        }
      }
      const result = await getOrchestration(context, orderId);
      if (!result.ok) return sendRefusal(reply, result);
      return withTag(reply, result.value.tag).send(result.value.orchestration);
    },
  );

  app.get(
    "/checkout/orchestrations/:orderId/events",
    {
      schema: {
        operationId: "listEvents",
        tags: ["Orchestrations"],
        summary: "An order's timeline: the newest page first, its entries oldest first",
        params: OrderParams,
        querystring: EventQuery,
        response: {
          200: answers(EventPage, "A page of the timeline"),
          ...problems(["order_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const { before, limit } = request.query;
      const result = await getTimeline(context, request.params.orderId, before, limit);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/checkout/orchestrations/:orderId/events",
    {
      schema: {
        operationId: "postEvent",
        tags: ["Orchestrations"],
        summary: "Say what happened to a stage",
        description:
          "Without `source` a command: one that could have no effect is refused. With `source` and " +
          "`sourceEventId` a provider's fact: never refused for its timing, recorded once, and parked " +
          "while its order is not known.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostEvent,
        response: { 200: answers(EventOutcome, "What became of the event"), ...CHANGE_PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      return answerChange(
        reply,
        await recordEvent(context, params.orderId, body, optionsOf(headers)),
      );
    },
  );

  app.post(
    "/checkout/orchestrations/:orderId/followed",
    {
      schema: {
        operationId: "postFollowed",
        tags: ["Orchestrations"],
        summary: "Say that the shopper came back by a prompt's link",
        description:
          "For figures; changes nothing of the order, and the first time counts. To be sent by the page that the " +
          "link leads to, once a browser has opened it: not by the address, which mail scanners follow as well.",
        params: OrderParams,
        headers: OrderTokenHeader,
        body: PostFollowed,
        response: {
          204: z.null().describe("It is noted"),
          ...problems(["order_token_invalid", "notification_unknown"], "body"),
        },
      },
      preHandler: requireOrderToken(context, links),
    },
    async (request, reply) => {
      const { params, body } = request;
      const result = await noteFollowed(context, params.orderId, body.notificationId);
      return result.ok ? reply.code(204).send(null) : sendRefusal(reply, result);
    },
  );

  app.post(
    "/checkout/orchestrations/:orderId/cancel",
    {
      schema: {
        operationId: "cancelOrder",
        tags: ["Orchestrations"],
        summary: "Call an order off",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostCancel,
        response: { 200: answers(EventOutcome, "The order is cancelled"), ...CHANGE_PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      return answerChange(
        reply,
        await cancelOrder(context, params.orderId, body, optionsOf(headers)),
      );
    },
  );
};

const CHANGE_PROBLEMS = problems(
  [
    "order_unknown",
    "stage_already_completed",
    "points_decide_stage",
    "orchestration_closed",
    "event_superseded",
    "version_conflict",
    "precondition_failed",
    "idempotency_key_reused",
    "overloaded",
  ],
  "body",
);

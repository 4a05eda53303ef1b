import {
  EventPage,
  EventQuery,
  Orchestration,
  OrchestrationPage,
  OrchestrationQuery,
} from "@followthrough/core/contract";
import { z } from "zod";
import { etagOf, matches, withTag } from "../../platform/http/etag.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, OrderParams, OrderTokenHeader, problems } from "../../platform/http/schemas.ts";
import { getOrchestration } from "../get-orchestration.ts";
import { getTag } from "../get-tags.ts";
import { getTimeline } from "../get-timeline.ts";
import type { LifecycleContext } from "../lifecycle-context.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import { listOrchestrationPage } from "../list-orchestrations.ts";
import { requireOrderToken } from "./require-order-token.ts";

/** What reading orchestrations needs. */
export interface OrchestrationOptions {
  readonly context: LifecycleContext;
  readonly links: LinkTokens;
}

/** The lifecycle of orders. */
export const orchestrationRoutes: Routes<OrchestrationOptions> = (app, { context, links }) => {
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
        summary: "The state of an order",
        description:
          "With `X-Order-Token` the request speaks for a shopper and is refused unless the token opens " +
          "this order.",
        params: OrderParams,
        headers: OrderTokenHeader.extend({
          "if-none-match": z
            .string()
            .optional()
            .describe("An ETag. If the state still has it, the state is not sent again"),
        }),
        response: {
          200: answers(Orchestration, "The present state of the orchestration"),
          304: z.null().describe("Unchanged since the ETag in If-None-Match"),
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
      // Sent as it was built, as the stream does: to encode it by the schema would take a tenth of the whole time.
      return withTag(reply, result.value.tag)
        .type("application/json; charset=utf-8")
        .serializer(JSON.stringify)
        .send(result.value.orchestration);
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
};

import { PostFollowed } from "@followthrough/core/contract";
import { z } from "zod";
import { requireOrderToken } from "../../lifecycle/http/require-order-token.ts";
import type { LinkTokens } from "../../lifecycle/links/link-tokens.ts";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { OrderParams, OrderTokenHeader, problems } from "../../platform/http/schemas.ts";
import { noteFollowed } from "../note-followed.ts";

/** What the route for returning shoppers needs. */
export interface FollowedOptions {
  readonly context: Context;
  readonly links: LinkTokens;
}

/** Shoppers who came back by a prompt's link. */
export const followedRoutes: Routes<FollowedOptions> = (app, { context, links }) => {
  app.post(
    "/checkout/orchestrations/:orderId/followed",
    {
      schema: {
        operationId: "postFollowed",
        tags: ["Orchestrations"],
        summary: "Record that the shopper came back by a prompt's link",
        description:
          "Used for statistics only: it does not change the order, and only the first time counts. Send it from " +
          "the page that the link leads to, once a browser has opened it. Don't send it when the URL is requested, " +
          "because mail scanners follow links as well.",
        params: OrderParams,
        headers: OrderTokenHeader,
        body: PostFollowed,
        response: {
          204: z.null().describe("Recorded"),
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
};

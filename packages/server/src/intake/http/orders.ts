import { AccessToken, Order, PutOrder } from "@followthrough/core/contract";
import { requireOrderToken } from "../../lifecycle/http/require-order-token.ts";
import type { LinkTokens } from "../../lifecycle/links/link-tokens.ts";
import { issueOrderToken } from "../../lifecycle/links/order-token.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, OrderParams, OrderTokenHeader, problems } from "../../platform/http/schemas.ts";
import { getOrder } from "../get-order.ts";
import type { IntakeContext } from "../intake-context.ts";
import { reportOrder } from "../report-order.ts";

/** What the routes for orders need. */
export interface OrderRoutesOptions {
  readonly context: IntakeContext;
  readonly links: LinkTokens;
}

/** Orders, as the shop reports them. */
export const orderRoutes: Routes<OrderRoutesOptions> = (app, { context, links }) => {
  app.put(
    "/orders/:orderId",
    {
      schema: {
        operationId: "putOrder",
        tags: ["Orders"],
        summary: "Report a placed order",
        description:
          "Begins the order's orchestration. Sending the same body again changes nothing. An order may need more " +
          "stages later, and never fewer. A closed order is not changed. With `redeemPoints` the order is placed only if the member has " +
          "enough points, and they are held for it in the same transaction.",
        params: OrderParams,
        body: PutOrder,
        response: {
          200: answers(Order, "The order was known and is now as reported"),
          201: answers(Order, "The order is new, and so is its orchestration"),
          ...problems(
            [
              "order_requirements_fixed",
              "orchestration_closed",
              "order_of_another_member",
              "insufficient_points",
              "hold_differs",
              "version_conflict",
            ],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const result = await reportOrder(context, request.params.orderId, request.body);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(result.value.created ? 201 : 200).send(result.value.order);
    },
  );

  app.get(
    "/orders/:orderId",
    {
      schema: {
        operationId: "getOrder",
        tags: ["Orders"],
        summary: "An order as it was reported last",
        params: OrderParams,
        headers: OrderTokenHeader,
        response: {
          200: answers(Order, "The order"),
          ...problems(["order_unknown", "order_token_invalid"]),
        },
      },
      preHandler: requireOrderToken(context, links),
    },
    async (request, reply) => {
      const result = await getOrder(context, request.params.orderId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/orders/:orderId/access-tokens",
    {
      schema: {
        operationId: "issueOrderToken",
        tags: ["Orders"],
        summary: "Make a token that opens one order for its shopper",
        description: "For the storefront's own cookie. The token expires after 14 days.",
        params: OrderParams,
        response: {
          201: answers(AccessToken, "A token; each call makes another"),
          ...problems(["order_unknown"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await issueOrderToken(context, links, request.params.orderId);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(201).send(result.value);
    },
  );
};

import { AccessToken, Order, PutOrder } from "@followthrough/core/contract";
import { getOrder } from "../../usecases/get-order.ts";
import { issueOrderToken } from "../../usecases/order-token.ts";
import { saveOrder } from "../../usecases/save-order.ts";
import { requireOrderToken } from "../order-token.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, OrderParams, OrderTokenHeader, problems } from "../schemas.ts";

/** Orders, as the shop reports them. */
export const orderRoutes: Routes = (app, { context, links }) => {
  app.put(
    "/orders/:orderId",
    {
      schema: {
        operationId: "putOrder",
        tags: ["Orders"],
        summary: "Report a placed order",
        description:
          "Begins the order's orchestration. Once more with the same body changes nothing; what the order " +
          "requires is fixed when it is placed. With `redeemPoints` it is placed only if the member has them: " +
          "they are held for it in the same transaction.",
        params: OrderParams,
        body: PutOrder,
        response: {
          200: answers(Order, "The order was known and is now as reported"),
          201: answers(Order, "The order is new, and so is its orchestration"),
          ...problems(
            [
              "order_requirements_fixed",
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
      const result = await saveOrder(context, request.params.orderId, request.body);
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
        description: "For the storefront's own cookie; expires after 14 days.",
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

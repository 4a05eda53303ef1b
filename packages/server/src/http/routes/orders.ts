import { AccessToken, Order, PutOrder } from "@followthrough/core/contract";
import { issueOrderToken } from "../../usecases/order-token.ts";
import { saveOrder } from "../../usecases/save-order.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { OrderParams, problems } from "../schemas.ts";

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
          "requires is fixed when it is placed.",
        params: OrderParams,
        body: PutOrder,
        response: { 200: Order, 201: Order, ...problems(["order_requirements_fixed"], "body") },
      },
    },
    async (request, reply) => {
      const result = await saveOrder(context, request.params.orderId, request.body);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(result.value.created ? 201 : 200).send(result.value.order);
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
        response: { 201: AccessToken, ...problems(["order_unknown"]) },
      },
    },
    async (request, reply) => {
      const result = await issueOrderToken(context, links, request.params.orderId);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(201).send(result.value);
    },
  );
};

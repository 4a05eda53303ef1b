import { EventOutcome, PostCancel } from "@followthrough/core/contract";
import { readChangeHeaders, sendChanged } from "../../platform/http/change-headers.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, ChangeHeaders, OrderParams } from "../../platform/http/schemas.ts";
import { cancelOrder } from "../cancel-order.ts";
import type { LifecycleContext } from "../lifecycle-context.ts";
import { CHANGE_PROBLEMS } from "./change-problems.ts";

/** What cancelling orders needs. */
export interface CancelOptions {
  readonly context: LifecycleContext;
}

/** Cancels an order. */
export const cancelRoutes: Routes<CancelOptions> = (app, { context }) => {
  app.post(
    "/checkout/orchestrations/:orderId/cancel",
    {
      schema: {
        operationId: "cancelOrder",
        tags: ["Orchestrations"],
        summary: "Cancel an order",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostCancel,
        response: { 200: answers(EventOutcome, "The order is cancelled"), ...CHANGE_PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      return sendChanged(
        reply,
        await cancelOrder(context, params.orderId, body, readChangeHeaders(headers)),
      );
    },
  );
};

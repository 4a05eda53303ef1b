import { EventOutcome, PostWaivePoints } from "@followthrough/core/contract";
import { readChangeHeaders, sendChanged } from "../../platform/http/change-headers.ts";
import type { Routes } from "../../platform/http/routing.ts";
import {
  answers,
  ChangeHeaders,
  OrderParams,
  OrderTokenHeader,
  problems,
} from "../../platform/http/schemas.ts";
import type { LifecycleContext } from "../lifecycle-context.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import { operatorName } from "../operator-name.ts";
import { waiveForShopper, waiveOrder } from "../waive-points.ts";
import { requireOrderToken } from "./require-order-token.ts";

/** What waiving points needs. */
export interface WaiverOptions {
  readonly context: LifecycleContext;
  readonly links: LinkTokens;
}

/** Lets orders go on without their points. */
export const waiverRoutes: Routes<WaiverOptions> = (app, { context, links }) => {
  app.post(
    "/checkout/orchestrations/:orderId/waive-points",
    {
      schema: {
        operationId: "waivePoints",
        tags: ["Orchestrations"],
        summary: "Go on without the order's points",
        description:
          "What is still held goes back to the member, the loyalty stage is completed, and the total grows by " +
          "`pointsValue`. Nothing that happens to points changes the order any more. A repeat gets the first answer. " +
          "With `X-Order-Token` the request speaks for the shopper, and `pointsValue` must be known.",
        params: OrderParams,
        headers: ChangeHeaders.extend(OrderTokenHeader.shape),
        body: PostWaivePoints,
        response: {
          200: answers(EventOutcome, "The points are waived"),
          ...problems(
            [
              "order_unknown",
              "order_token_invalid",
              "orchestration_closed",
              "no_points_to_waive",
              "points_value_unknown",
              "already_captured",
              "version_conflict",
              "precondition_failed",
              "idempotency_key_reused",
            ],
            "body",
          ),
        },
      },
      preHandler: requireOrderToken(context, links),
    },
    async ({ params, body, headers }, reply) => {
      const { orderId } = params;
      const { reason } = body;
      const options = readChangeHeaders(headers);
      const isShopper = headers["x-order-token"] !== undefined;
      const result = isShopper
        ? await waiveForShopper(context, orderId, reason, options)
        : await waiveOrder(context, orderId, { reason, actor: operatorName(body) }, options);
      return sendChanged(reply, result);
    },
  );
};

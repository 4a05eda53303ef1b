import { NextDecision } from "@followthrough/core/contract";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, OrderParams, problems } from "../../platform/http/schemas.ts";
import { previewDecision } from "../preview-decision.ts";
import type { RecoveryContext } from "../recovery-context.ts";

/** What the preview route needs. */
export interface NextDecisionOptions {
  readonly context: RecoveryContext;
}

/** Previews what happens to an order next. */
export const nextDecisionRoutes: Routes<NextDecisionOptions> = (app, { context }) => {
  app.get(
    "/checkout/orchestrations/:orderId/next-decision",
    {
      schema: {
        operationId: "getNextDecision",
        tags: ["Operators"],
        summary: "What happens next to an order if nothing comes, when, and why",
        description:
          "Uses the current policy and what is known about the member now. Changes nothing.",
        params: OrderParams,
        response: {
          200: answers(NextDecision, "What the next sweep of the order would decide"),
          ...problems(["order_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await previewDecision(context, request.params.orderId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
};

import { EventOutcome, PostPause, PostResume } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { readChangeHeaders, sendChanged } from "../../platform/http/change-headers.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, ChangeHeaders, OrderParams, problems } from "../../platform/http/schemas.ts";
import { pauseOrder } from "../pause-order.ts";
import { resumeOrder } from "../resume-order.ts";

/** What pausing orders needs. */
export interface PauseOptions {
  readonly context: Context;
}

/** Pauses recovery of an order, and resumes it. */
export const pauseRoutes: Routes<PauseOptions> = (app, { context }) => {
  app.post(
    "/checkout/orchestrations/:orderId/pause",
    {
      schema: {
        operationId: "pauseOrder",
        tags: ["Operators"],
        summary: "Pause recovery of an order until a given time",
        description:
          "Until then the order is not due and nothing is sent; events are still recorded. Prompts that are not " +
          "on their way yet are withdrawn. Recovery resumes automatically. A new pause replaces an earlier one.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostPause,
        response: {
          200: answers(EventOutcome, "The order is paused"),
          ...problems([...CHANGED_ORDER, "pause_in_the_past", "pause_too_long"], "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) =>
      sendChanged(
        reply,
        await pauseOrder(context, params.orderId, body, readChangeHeaders(headers)),
      ),
  );

  app.post(
    "/checkout/orchestrations/:orderId/resume",
    {
      schema: {
        operationId: "resumeOrder",
        tags: ["Operators"],
        summary: "Resume recovery of a paused order now",
        description: "If the order became due during the pause, it is due at once.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostResume,
        response: {
          200: answers(EventOutcome, "The order is no longer paused"),
          ...problems([...CHANGED_ORDER, "orchestration_not_paused"], "body"),
        },
      },
    },
    async ({ params, body, headers }, reply) =>
      sendChanged(
        reply,
        await resumeOrder(context, params.orderId, body, readChangeHeaders(headers)),
      ),
  );
};

const CHANGED_ORDER = [
  "order_unknown",
  "orchestration_closed",
  "version_conflict",
  "precondition_failed",
  "idempotency_key_reused",
] as const;

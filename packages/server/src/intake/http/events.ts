import { EventOutcome, PostEvent } from "@followthrough/core/contract";
import { CHANGE_PROBLEMS } from "../../lifecycle/http/change-problems.ts";
import type { LifecycleContext } from "../../lifecycle/lifecycle-context.ts";
import { readChangeHeaders, sendChanged } from "../../platform/http/change-headers.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, ChangeHeaders, OrderParams } from "../../platform/http/schemas.ts";
import { recordEvent } from "../record-event.ts";

/** What the route for events needs. */
export interface EventRoutesOptions {
  readonly context: LifecycleContext;
}

/** Records what happened to a stage. */
export const eventRoutes: Routes<EventRoutesOptions> = (app, { context }) => {
  app.post(
    "/checkout/orchestrations/:orderId/events",
    {
      schema: {
        operationId: "postEvent",
        tags: ["Orchestrations"],
        summary: "Say what happened to a stage",
        description:
          "Without `source` the event is a command, and is refused if it could have no effect. With `source` and " +
          "`sourceEventId` it is a provider's fact: it is never refused for its timing, is recorded once, and is " +
          "parked until its order is reported.",
        params: OrderParams,
        headers: ChangeHeaders,
        body: PostEvent,
        response: { 200: answers(EventOutcome, "What became of the event"), ...CHANGE_PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      return sendChanged(
        reply,
        await recordEvent(context, params.orderId, body, readChangeHeaders(headers)),
      );
    },
  );
};

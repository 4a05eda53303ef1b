import { z } from "zod";
import { beginEventStream } from "../../platform/http/event-stream.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { OrderParams, OrderTokenHeader, problems } from "../../platform/http/schemas.ts";
import { getOrchestration } from "../get-orchestration.ts";
import type { LifecycleContext } from "../lifecycle-context.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import { requireOrderToken } from "./require-order-token.ts";
import type { StreamHub } from "./stream-hub.ts";
import { createWatcher, toUpdate } from "./stream-watcher.ts";

/** What a stream of one order needs. */
export interface StreamOptions {
  readonly context: LifecycleContext;
  readonly links: LinkTokens;
  readonly hub: StreamHub;
}

/** An order's state as server-sent events. */
export const streamRoutes: Routes<StreamOptions> = (app, { context, links, hub }) => {
  app.get(
    "/checkout/orchestrations/:orderId/stream",
    {
      // A stream of headers alone would have no reader and would never end.
      exposeHeadRoute: false,
      schema: {
        operationId: "streamOrchestration",
        tags: ["Orchestrations"],
        summary: "An order's state, each time it changes (server-sent events)",
        description:
          "Events are named `orchestration`. Their data is the whole orchestration, and their id is its version. " +
          "With `Last-Event-ID`, the present state is sent only if it differs.",
        params: OrderParams,
        headers: OrderTokenHeader.extend({
          "last-event-id": z.string().max(64).optional().describe("The id of the last event seen"),
        }),
        response: {
          200: {
            description: "A stream of events",
            content: { "text/event-stream": { schema: z.string() } },
          },
          ...problems(["order_unknown", "order_token_invalid"]),
        },
      },
      preHandler: requireOrderToken(context, links),
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const watcher = createWatcher(reply.raw, request.headers["last-event-id"] ?? "");
      // Watch before reading, so that a change in between is not lost.
      const stop = hub.watch(orderId, watcher);
      const result = await getOrchestration(context, orderId).catch((error: unknown) => {
        stop();
        throw error;
      });
      if (!result.ok) {
        stop();
        return sendRefusal(reply, result);
      }
      beginEventStream(request, reply);
      watcher.offer(toUpdate(result.value));
      watcher.open();
      reply.raw.on("close", stop);
      // The client left while the state was read: `close` was already emitted and will not be emitted again.
      if (reply.raw.destroyed) reply.raw.emit("close");
      return reply;
    },
  );
};

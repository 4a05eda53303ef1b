import { z } from "zod";
import { getOrchestration } from "../../usecases/get-orchestration.ts";
import { requireOrderToken } from "../order-token.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { OrderParams, OrderTokenHeader, problems } from "../schemas.ts";
import { createWatcher, toUpdate } from "../stream-watcher.ts";

/** An order's state as server-sent events. */
export const streamRoutes: Routes = (app, { context, links, hub }) => {
  app.get(
    "/checkout/orchestrations/:orderId/stream",
    {
      // Its headers alone would be a stream that nobody reads and that never ends.
      exposeHeadRoute: false,
      schema: {
        operationId: "streamOrchestration",
        tags: ["Orchestrations"],
        summary: "An order's state, each time it changes (server-sent events)",
        description:
          "Events are named `orchestration`; their data is the whole orchestration, their id its version. " +
          "With `Last-Event-ID` the present state is sent only if it is another one.",
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
      // Watching before reading: a change in between is told, not lost.
      const stop = hub.watch(orderId, watcher);
      const result = await getOrchestration(context, orderId).catch((error: unknown) => {
        stop();
        throw error;
      });
      if (!result.ok) {
        stop();
        return sendRefusal(reply, result);
      }
      reply.hijack();
      // A body that nobody reads would hide that the client has hung up.
      request.raw.resume();
      reply.raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "private, no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      });
      watcher.offer(toUpdate(result.value));
      watcher.open();
      reply.raw.on("close", stop);
      // Gone while the state was read: `close` has been and will not come again.
      if (reply.raw.destroyed) reply.raw.emit("close");
      return reply;
    },
  );
};

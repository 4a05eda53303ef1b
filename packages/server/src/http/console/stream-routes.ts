import { z } from "zod";
import type { Routes } from "../routing.ts";
import { consoleProblems } from "../schemas.ts";
import { headersOf } from "./guard.ts";

// Proxies close a silent connection after 30 s or more; a session that was ended sees nothing after this.
const BEAT_MS = 15_000;

/** Which orders changed, as server-sent events: what is on the screen is asked for again. */
export const consoleStreamRoutes: Routes = (app, { console: { access, changes } }) => {
  const open = new Set<() => void>();
  app.addHook("preClose", async () => {
    for (const end of open) end();
  });

  app.get(
    "/stream",
    {
      exposeHeadRoute: false,
      config: { role: "viewer" },
      schema: {
        operationId: "streamChanges",
        tags: ["Console"],
        summary: "Which orders changed, a moment's changes at a time (server-sent events)",
        description:
          "Events are named `changed`; their data is a list of order ids, 200 at the most.",
        response: {
          200: {
            description: "A stream of events",
            content: { "text/event-stream": { schema: z.string() } },
          },
          ...consoleProblems(),
        },
      },
    },
    async (request, reply) => {
      reply.hijack();
      request.raw.resume();
      reply.raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "private, no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      });
      reply.raw.write("retry: 2000\n\nevent: changed\ndata: []\n\n");
      const stop = changes.watch((orderIds) => {
        // A reader that does not keep up is told less, never more than its line holds.
        if (reply.raw.writableNeedDrain) return;
        reply.raw.write(`event: changed\ndata: ${JSON.stringify(orderIds)}\n\n`);
      });
      const beat = setInterval(async () => {
        const operator = await access.readSession(headersOf(request)).catch(() => undefined);
        if (operator === null) reply.raw.end("event: signed_out\ndata: []\n\n");
        else reply.raw.write(": still here\n\n");
      }, BEAT_MS);
      const end = () => {
        clearInterval(beat);
        stop();
        open.delete(end);
        reply.raw.end();
      };
      open.add(end);
      reply.raw.on("close", end);
      return reply;
    },
  );
};

import { z } from "zod";
import type { OperatorAccess } from "../../access/access.ts";
import { headersOf } from "../../access/http/guard.ts";
import { beginEventStream } from "../../platform/http/event-stream.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { consoleProblems } from "../../platform/http/schemas.ts";
import type { ConsoleHub } from "./console-hub.ts";

/** What the stream of changes needs. */
export interface ConsoleStreamOptions {
  readonly console: { readonly access: OperatorAccess; readonly changes: ConsoleHub };
}

// Proxies close a silent connection after 30 s or more. This is also the longest time that an ended session still sees
// changes.
const BEAT_MS = 15_000;

/** Sends the ids of changed orders as server-sent events, so that the console reloads what it shows. */
export const consoleStreamRoutes: Routes<ConsoleStreamOptions> = (
  app,
  { console: { access, changes } },
) => {
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
      beginEventStream(request, reply);
      reply.raw.write("retry: 2000\n\nevent: changed\ndata: []\n\n");
      const stop = changes.watch((orderIds) => {
        // A reader that doesn't keep up misses events, so that its connection's buffer never grows.
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

import { EnginePage, InboxMessage, SweepSummary } from "@followthrough/core/contract";
import { z } from "zod";
import { readEnginePage } from "../../usecases/read-engine-page.ts";
import { replayInbox } from "../../usecases/replay-inbox.ts";
import { sweepOverdue } from "../../usecases/sweep-overdue.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, consoleProblems } from "../schemas.ts";
import { operatorOf } from "./guard.ts";

/** How the engine runs. */
export const engineRoutes: Routes = (app, { context, mailDomain, console: { cron } }) => {
  app.get(
    "/engine",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readEngine",
        tags: ["Console"],
        summary: "How the engine runs, and whether somebody has to act",
        response: { 200: answers(EnginePage, "The engine"), ...consoleProblems() },
      },
    },
    async () => readEnginePage(context, cron),
  );

  app.post(
    "/inbox/:inboxId/replay",
    {
      config: { role: "operator" },
      schema: {
        operationId: "replayFromConsole",
        tags: ["Console"],
        summary:
          "Work on a provider's message again; what is in a timeline already stays there once",
        params: z.strictObject({ inboxId: z.uuid() }),
        response: {
          200: answers(InboxMessage, "The message is to be worked on"),
          ...consoleProblems(["message_unknown", "message_emptied"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await replayInbox(context, request.params.inboxId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/sweeps",
    {
      config: { role: "operator" },
      schema: {
        operationId: "sweepFromConsole",
        tags: ["Console"],
        summary: "Run the sweep now",
        response: { 200: answers(SweepSummary, "What it did"), ...consoleProblems([], "body") },
      },
    },
    async (request) => {
      context.log.info({ operator: operatorOf(request).name }, "a sweep was asked for");
      const summary = await sweepOverdue(context, { trigger: "api", slot: null, mailDomain });
      if (summary === null) throw new Error("A sweep without a slot always runs");
      return summary;
    },
  );
};

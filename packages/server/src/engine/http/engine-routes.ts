import { EnginePage, InboxMessage, SweepSummary } from "@followthrough/core/contract";
import { z } from "zod";
import { operatorOf } from "../../access/http/guard.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems } from "../../platform/http/schemas.ts";
import { replayInbox } from "../../providers/inbox/replay-inbox.ts";
import type { RecoveryContext } from "../../recovery/recovery-context.ts";
import { sweepNow } from "../../recovery/sweep-overdue.ts";
import { readEnginePage } from "../read-engine-page.ts";

/** What reading the engine's page needs. */
export interface EngineRoutesOptions {
  readonly context: RecoveryContext;
  readonly mailDomain: string;
  readonly console: { readonly cron: string };
}

/** How the engine runs. */
export const engineRoutes: Routes<EngineRoutesOptions> = (
  app,
  { context, mailDomain, console: { cron } },
) => {
  app.get(
    "/engine",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readEngine",
        tags: ["Console"],
        summary: "The state of the engine, and whether an operator has to act",
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
          "Reprocess a provider's message; facts that are already in a timeline are not added again",
        params: z.strictObject({ inboxId: z.uuid() }),
        response: {
          200: answers(InboxMessage, "The message will be reprocessed"),
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
        response: {
          200: answers(SweepSummary, "What the sweep did"),
          ...consoleProblems([], "body"),
        },
      },
    },
    async (request) => {
      context.log.info({ operator: operatorOf(request).name }, "an operator requested a sweep");
      return sweepNow(context, "api", { mailDomain });
    },
  );
};

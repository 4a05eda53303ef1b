import { EnginePage, SweepSummary } from "@followthrough/core/contract";
import { readEnginePage } from "../../usecases/read-engine-page.ts";
import { sweepOverdue } from "../../usecases/sweep-overdue.ts";
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

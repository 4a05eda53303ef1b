import {
  NotificationPage,
  NotificationQuery,
  PageQuery,
  ProviderChecks,
  ProviderChecksQuery,
  SweepPage,
  SweepSummary,
} from "@followthrough/core/contract";
import { listNotificationPage, listSweepPage } from "../../usecases/lists.ts";
import { readProviderChecks } from "../../usecases/read-provider-checks.ts";
import { sweepOverdue } from "../../usecases/sweep-overdue.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, problems } from "../schemas.ts";

/** The recovery sweep and what it sent. */
export const operationRoutes: Routes = (app, { context, mailDomain }) => {
  app.post(
    "/checkout/sweeps",
    {
      schema: {
        operationId: "runSweep",
        tags: ["Recovery"],
        summary: "Run monitor_checkout_orchestrations now",
        description:
          "Answers when every overdue order was decided and committed; delivery follows by itself.",
        response: { 200: answers(SweepSummary, "What the sweep did"), ...problems([], "body") },
      },
    },
    async () => {
      const summary = await sweepOverdue(context, { trigger: "api", slot: null, mailDomain });
      if (summary === null) throw new Error("A sweep without a slot always runs");
      return summary;
    },
  );

  app.get(
    "/checkout/provider-checks",
    {
      schema: {
        operationId: "getProviderChecks",
        tags: ["Recovery"],
        summary: "What asking providers before writing to members was worth",
        description:
          "The share of orders that were healed silently: a provider's answer moved them on, and nobody was " +
          "written to. Also what no provider has answered yet.",
        querystring: ProviderChecksQuery,
        response: { 200: answers(ProviderChecks, "The figures"), ...problems([]) },
      },
    },
    async (request) => readProviderChecks(context, request.query.days),
  );

  app.get(
    "/checkout/sweeps",
    {
      schema: {
        operationId: "listSweeps",
        tags: ["Recovery"],
        summary: "Runs of the sweep, newest first",
        querystring: PageQuery,
        response: { 200: answers(SweepPage, "A page of runs"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listSweepPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/notifications",
    {
      schema: {
        operationId: "listNotifications",
        tags: ["Recovery"],
        summary: "Recovery prompts: to whom, when, with what outcome",
        querystring: NotificationQuery,
        response: { 200: answers(NotificationPage, "A page of prompts"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listNotificationPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
};

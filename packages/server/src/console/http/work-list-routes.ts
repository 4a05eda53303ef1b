import {
  PutSavedView,
  QueuePage,
  QueueQuery,
  QueueSummary,
  SavedView,
  SavedViews,
  SearchHits,
  SearchQuery,
} from "@followthrough/core/contract";
import { z } from "zod";
import { operatorOf } from "../../access/http/guard.ts";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { App, Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems } from "../../platform/http/schemas.ts";
import { findOrders, readWorkList, readWorkListSummary } from "../read-work-list.ts";
import { forgetView, keepView, listSavedViews } from "../saved-views.ts";

/** What the routes of the work list need. */
export interface WorkListOptions {
  readonly context: Context;
  readonly console: { readonly cron: string };
}

/** The work list, the search for orders, and saved views. */
export const workListRoutes: Routes<WorkListOptions> = (app, options) => {
  listRoutes(app, options);
  viewRoutes(app, options);
};

function listRoutes(app: App, { context, console: { cron } }: WorkListOptions): void {
  app.get(
    "/queue",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readQueue",
        tags: ["Console"],
        summary: "What needs somebody now: escalations first, then what is overdue",
        querystring: QueueQuery,
        response: { 200: answers(QueuePage, "A page of the work list"), ...consoleProblems() },
      },
    },
    async (request, reply) => {
      const result = await readWorkList(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/queue/summary",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readQueueSummary",
        tags: ["Console"],
        summary: "How much waits, and when the next sweep comes",
        response: { 200: answers(QueueSummary, "The counts"), ...consoleProblems() },
      },
    },
    async () => readWorkListSummary(context, cron),
  );

  app.get(
    "/search",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "searchOrders",
        tags: ["Console"],
        summary: "Orders by the beginning of their id, number or mail address",
        querystring: SearchQuery,
        response: { 200: answers(SearchHits, "The best matches"), ...consoleProblems() },
      },
    },
    async (request) => ({ items: await findOrders(context, request.query.text) }),
  );
}

const ViewParams = z.strictObject({ viewId: z.uuid() });

function viewRoutes(app: App, { context }: WorkListOptions): void {
  app.get(
    "/views",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listViews",
        tags: ["Console"],
        summary: "List your own saved views of the work list",
        response: { 200: answers(SavedViews, "The views"), ...consoleProblems() },
      },
    },
    async (request) => ({ items: await listSavedViews(context, operatorOf(request)) }),
  );

  app.put(
    "/views/:viewId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "putView",
        tags: ["Console"],
        summary: "Save filters of the work list under a name",
        params: ViewParams,
        body: PutSavedView,
        response: { 200: answers(SavedView, "The view is saved"), ...consoleProblems([], "body") },
      },
    },
    async (request) => keepView(context, operatorOf(request), request.params.viewId, request.body),
  );

  app.delete(
    "/views/:viewId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "deleteView",
        tags: ["Console"],
        summary: "Forget a view",
        params: ViewParams,
        response: {
          204: z.null().describe("Done"),
          ...consoleProblems(["view_unknown"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await forgetView(context, operatorOf(request), request.params.viewId);
      return result.ok ? reply.code(204).send(null) : sendRefusal(reply, result);
    },
  );
}

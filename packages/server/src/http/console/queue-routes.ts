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
import { findOrders, readQueue, readQueueSummary } from "../../usecases/read-console-queue.ts";
import { forgetView, keepView, listSavedViews } from "../../usecases/saved-views.ts";
import { sendRefusal } from "../problem.ts";
import type { App, AppOptions, Routes } from "../routing.ts";
import { answers, consoleProblems } from "../schemas.ts";
import { operatorOf } from "./guard.ts";

/** What needs somebody now, and how to find any order. */
export const queueRoutes: Routes = (app, options) => {
  listRoutes(app, options);
  viewRoutes(app, options);
};

function listRoutes(app: App, { context, console: { cron } }: AppOptions): void {
  app.get(
    "/queue",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readQueue",
        tags: ["Console"],
        summary: "What needs somebody now: escalations first, then what is overdue",
        querystring: QueueQuery,
        response: { 200: answers(QueuePage, "A page of the queue"), ...consoleProblems() },
      },
    },
    async (request, reply) => {
      const result = await readQueue(context, request.query);
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
    async () => readQueueSummary(context, cron),
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

function viewRoutes(app: App, { context }: AppOptions): void {
  app.get(
    "/views",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listViews",
        tags: ["Console"],
        summary: "One's own saved views of the queue",
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
        summary: "Keep filters of the queue under a name",
        params: ViewParams,
        body: PutSavedView,
        response: { 200: answers(SavedView, "The view is kept"), ...consoleProblems([], "body") },
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

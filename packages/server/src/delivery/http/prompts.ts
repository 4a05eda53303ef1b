import { NotificationPage, NotificationQuery } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, problems } from "../../platform/http/schemas.ts";
import { listNotificationPage } from "../list-prompts.ts";

/** What the routes that list prompts need. */
export interface PromptOptions {
  readonly context: Pick<Context, "pool">;
}

/** Recovery prompts as they were decided and sent. */
export const promptRoutes: Routes<PromptOptions> = (app, { context }) => {
  app.get(
    "/notifications",
    {
      schema: {
        operationId: "listNotifications",
        tags: ["Recovery"],
        summary: "List recovery prompts with recipient, time and outcome",
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

import { InboxMessage, InboxPage, InboxQuery } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, InboxParams, problems } from "../../platform/http/schemas.ts";
import { getInboxMessage, listInboxPage } from "../inbox/read-inbox.ts";
import { replayInbox } from "../inbox/replay-inbox.ts";

/** What the inbox routes need. */
export interface InboxRoutesOptions {
  readonly context: Context;
}

/** Reads the messages of providers with what became of each, and reprocesses them. */
export const inboxRoutes: Routes<InboxRoutesOptions> = (app, { context }) => {
  app.get(
    "/webhooks/inbox",
    {
      schema: {
        operationId: "listInbox",
        tags: ["Webhooks"],
        summary: "Providers' messages, newest first, and what became of each",
        querystring: InboxQuery,
        response: { 200: answers(InboxPage, "A page of messages"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listInboxPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/webhooks/inbox/:inboxId",
    {
      schema: {
        operationId: "getInboxMessage",
        tags: ["Webhooks"],
        summary: "A provider's message, and what became of it",
        params: InboxParams,
        response: { 200: answers(InboxMessage, "The message"), ...problems(["message_unknown"]) },
      },
    },
    async (request, reply) => {
      const result = await getInboxMessage(context, request.params.inboxId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/webhooks/inbox/:inboxId/replay",
    {
      schema: {
        operationId: "replayInboxMessage",
        tags: ["Webhooks"],
        summary: "Work on a provider's message again",
        description:
          "Allowed in every state. A fact that is already in an order's timeline is not recorded again.",
        params: InboxParams,
        response: {
          200: answers(InboxMessage, "The message will be worked on again"),
          ...problems(["message_unknown", "message_emptied"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await replayInbox(context, request.params.inboxId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
};

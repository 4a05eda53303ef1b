import { InboxMessage, InboxPage, InboxQuery } from "@followthrough/core/contract";
import { getInboxMessage, listInboxPage } from "../../usecases/inbox-reads.ts";
import { replayInbox } from "../../usecases/replay-inbox.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, InboxParams, problems } from "../schemas.ts";

/** What providers said, and what became of it. */
export const inboxRoutes: Routes = (app, { context }) => {
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
          "Whatever became of it. What is in an order's timeline already stays there once.",
        params: InboxParams,
        response: {
          200: answers(InboxMessage, "The message is to be worked on"),
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

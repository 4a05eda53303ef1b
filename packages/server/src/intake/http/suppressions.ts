import {
  LiftedSuppression,
  PostSuppression,
  PostSuppressionLift,
  Suppression,
  SuppressionPage,
  SuppressionQuery,
} from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, problems } from "../../platform/http/schemas.ts";
import { addSuppression } from "../add-suppression.ts";
import { liftSuppression } from "../lift-suppression.ts";
import { listSuppressionPage } from "../list-suppressions.ts";

/** What the routes for suppressions need. */
export interface SuppressionOptions {
  readonly context: Context;
}

// Who does it, as the list says.
const BY = "api";

/** The addresses that get no mail about orders. */
export const suppressionRoutes: Routes<SuppressionOptions> = (app, { context }) => {
  app.get(
    "/suppressions",
    {
      schema: {
        operationId: "listSuppressions",
        tags: ["Mail"],
        summary: "List addresses that get no mail, with the reasons",
        querystring: SuppressionQuery,
        response: { 200: answers(SuppressionPage, "A page of suppressions"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listSuppressionPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/suppressions",
    {
      schema: {
        operationId: "addSuppression",
        tags: ["Mail"],
        summary: "Stop mail to an address, about all orders or about one",
        description:
          "Holds for every spelling of the address, for guests and members. After the answer no mail to it ends. " +
          "`unsubscribed` and `complained` also opt out its members.",
        body: PostSuppression,
        response: {
          200: answers(Suppression, "It was suppressed for this reason already"),
          201: answers(Suppression, "It gets no more mail"),
          ...problems(["order_unknown"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await addSuppression(context, request.body, BY);
      if (!result.ok) return sendRefusal(reply, result);
      const { suppression, created } = result.value;
      return reply.code(created ? 201 : 200).send(suppression);
    },
  );

  app.post(
    "/suppressions/lift",
    {
      schema: {
        operationId: "liftSuppression",
        tags: ["Mail"],
        summary: "Let mail go to an address again, with a reason",
        description:
          "Orders that got no mail because of it are decided again at once. Lifting `unsubscribed` or `complained` " +
          "opts its members in again.",
        body: PostSuppressionLift,
        response: {
          200: answers(LiftedSuppression, "What was lifted, and what remains"),
          ...problems([], "body"),
        },
      },
    },
    async (request) => liftSuppression(context, request.body, BY),
  );
};

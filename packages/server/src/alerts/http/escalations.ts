import {
  Escalation,
  EscalationPage,
  EscalationQuery,
  PostAssign,
  PostResolve,
} from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendChanged } from "../../platform/http/change-headers.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, EscalationParams, problems, RepeatHeaders } from "../../platform/http/schemas.ts";
import { assignEscalation } from "../assign-escalation.ts";
import { listEscalationPage } from "../list-escalations.ts";
import { resolveEscalation } from "../resolve-escalation.ts";

/** What the routes for escalations need. */
export interface EscalationOptions {
  readonly context: Context;
}

/** Escalations, and operators' actions on them. */
export const escalationRoutes: Routes<EscalationOptions> = (app, { context }) => {
  app.get(
    "/checkout/escalations",
    {
      schema: {
        operationId: "listEscalations",
        tags: ["Operators"],
        summary: "List escalations: orders that need an operator, with the oldest first",
        description:
          "With `state=resolved`: escalations that were resolved, with the latest first.",
        querystring: EscalationQuery,
        response: { 200: answers(EscalationPage, "A page of escalations"), ...problems([]) },
      },
    },
    async (request, reply) => {
      const result = await listEscalationPage(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/checkout/escalations/:escalationId/assign",
    {
      schema: {
        operationId: "assignEscalation",
        tags: ["Operators"],
        summary: "Assign an escalation to somebody, or to nobody",
        params: EscalationParams,
        headers: RepeatHeaders,
        body: PostAssign,
        response: {
          200: answers(Escalation, "The escalation as assigned"),
          ...ESCALATION_PROBLEMS,
        },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return sendChanged(reply, await assignEscalation(context, params.escalationId, body, key));
    },
  );

  app.post(
    "/checkout/escalations/:escalationId/resolve",
    {
      schema: {
        operationId: "resolveEscalation",
        tags: ["Operators"],
        summary: "Resolve an escalation and say what was done; it leaves the work list",
        description:
          "If the order becomes due again for the same reason, a new escalation opens. Also works for closed orders.",
        params: EscalationParams,
        headers: RepeatHeaders,
        body: PostResolve,
        response: {
          200: answers(Escalation, "The escalation is resolved"),
          ...ESCALATION_PROBLEMS,
        },
      },
    },
    async ({ params, body, headers }, reply) => {
      const key = headers["idempotency-key"];
      return sendChanged(reply, await resolveEscalation(context, params.escalationId, body, key));
    },
  );
};

const ESCALATION_PROBLEMS = problems(
  ["escalation_unknown", "escalation_resolved", "version_conflict", "idempotency_key_reused"],
  "body",
);

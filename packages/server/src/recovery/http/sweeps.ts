import { PageQuery, SweepPage, SweepSummary } from "@followthrough/core/contract";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, problems } from "../../platform/http/schemas.ts";
import { listSweepPage } from "../list-sweeps.ts";
import type { RecoveryContext } from "../recovery-context.ts";
import { sweepNow } from "../sweep-overdue.ts";

/** What the routes for sweeps need. */
export interface SweepOptions {
  readonly context: RecoveryContext;
  readonly mailDomain: string;
}

/** Runs a sweep now, and lists earlier runs. */
export const sweepRoutes: Routes<SweepOptions> = (app, { context, mailDomain }) => {
  app.post(
    "/checkout/sweeps",
    {
      schema: {
        operationId: "runSweep",
        tags: ["Recovery"],
        summary: "Run monitor_checkout_orchestrations now",
        description:
          "Answers when every overdue order is decided and committed. Delivery follows automatically.",
        response: { 200: answers(SweepSummary, "What the sweep did"), ...problems([], "body") },
      },
    },
    async () => sweepNow(context, "api", { mailDomain }),
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
};

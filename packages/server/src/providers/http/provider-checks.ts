import { ProviderChecks, ProviderChecksQuery } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, problems } from "../../platform/http/schemas.ts";
import { readProviderChecks } from "../checks/read-provider-checks.ts";

/** What the route of the provider checks needs. */
export interface ProviderCheckOptions {
  readonly context: Pick<Context, "pool">;
}

/** What asking providers achieved. */
export const providerCheckRoutes: Routes<ProviderCheckOptions> = (app, { context }) => {
  app.get(
    "/checkout/provider-checks",
    {
      schema: {
        operationId: "getProviderChecks",
        tags: ["Recovery"],
        summary: "What asking providers before writing to members was worth",
        description:
          "The share of orders that a provider's answer moved on, so that nobody got a prompt. Also the questions " +
          "that no provider has answered yet.",
        querystring: ProviderChecksQuery,
        response: { 200: answers(ProviderChecks, "The figures"), ...problems([]) },
      },
    },
    async (request) => readProviderChecks(context, request.query.days),
  );
};

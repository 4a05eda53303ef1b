import { z } from "zod";
import { problem, sendProblem } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, publicProblems } from "../../platform/http/schemas.ts";
import type { Readiness } from "../read-engine.ts";
import type { Metrics } from "./metrics.ts";

/** Where health and metrics are read from. */
export interface HealthOptions {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Metrics;
}

const Status = z.object({ status: z.enum(["ok"]) }).meta({ id: "HealthStatus" });

/** Whether the process is alive, whether it can work, and its metrics. No key is needed. */
export const healthRoutes: Routes<HealthOptions> = (app, { readiness, metrics }) => {
  app.get(
    "/livez",
    {
      schema: {
        operationId: "livez",
        tags: ["Health"],
        summary: "The process answers",
        security: [],
        response: { 200: answers(Status, "The process is alive") },
      },
    },
    async () => ({ status: "ok" as const }),
  );

  app.get(
    "/readyz",
    {
      schema: {
        operationId: "readyz",
        tags: ["Health"],
        summary: "The database takes writes, and the recovery sweep is on time",
        security: [],
        response: { 200: answers(Status, "Ready for work"), ...publicProblems(["sweep_late"]) },
      },
    },
    async (_request, reply) => {
      const state = await readiness();
      return state === "ready" ? { status: "ok" as const } : sendProblem(reply, problem(state));
    },
  );

  app.get(
    "/metrics",
    {
      schema: {
        operationId: "metrics",
        tags: ["Health"],
        summary: "Figures for Prometheus",
        security: [],
        response: {
          200: {
            description: "Prometheus exposition text",
            content: { "text/plain": { schema: z.string() } },
          },
          ...publicProblems([]),
        },
      },
    },
    async (_request, reply) => {
      const { contentType, body } = await metrics.expose();
      return reply.type(contentType).send(body);
    },
  );
};

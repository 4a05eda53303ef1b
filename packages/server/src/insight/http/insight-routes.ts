import {
  Insight,
  InsightExportQuery,
  type InsightOrder,
  InsightOrders,
  InsightOrdersQuery,
  InsightQuery,
} from "@followthrough/core/contract";
import { z } from "zod";
import type { Context } from "../../platform/context.ts";
import { toCsv } from "../../platform/http/csv.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems } from "../../platform/http/schemas.ts";
import { listFigure, readInsight } from "../read-insight.ts";

/** What reading figures needs. */
export interface InsightOptions {
  readonly context: Pick<Context, "pool">;
}

// A spreadsheet still opens a file of this length quickly; for longer lists there is the API.
const MOST_EXPORTED = 50_000;

/** Figures, and the orders behind each. */
export const insightRoutes: Routes<InsightOptions> = (app, { context }) => {
  app.get(
    "/insight",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readInsight",
        tags: ["Console"],
        summary: "What became of a period's orders, and what recovery achieved",
        querystring: InsightQuery,
        response: { 200: answers(Insight, "The figures"), ...consoleProblems() },
      },
    },
    async (request, reply) => {
      const result = await readInsight(context, request.query);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/insight/orders",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listInsightOrders",
        tags: ["Console"],
        summary: "The orders behind a figure",
        querystring: InsightOrdersQuery,
        response: { 200: answers(InsightOrders, "A page of orders"), ...consoleProblems() },
      },
    },
    async (request, reply) => {
      const { after, limit, ...asked } = request.query;
      const result = await listFigure(context, asked, after, limit);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/insight/orders.csv",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "exportInsightOrders",
        tags: ["Console"],
        summary: "The latest 50,000 of them as CSV, without formulas that a spreadsheet would run",
        querystring: InsightExportQuery,
        response: {
          200: { description: "The file", content: { "text/csv": { schema: z.string() } } },
          ...consoleProblems(),
        },
      },
    },
    async (request, reply) => {
      const result = await listFigure(context, request.query, undefined, MOST_EXPORTED);
      if (!result.ok) return sendRefusal(reply, result);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="orders-${request.query.figure}.csv"`)
        .serializer(String)
        .send(toCsv([HEAD, ...result.value.items.map(toCells)]));
    },
  );
};

const HEAD = [
  "order_id",
  "order_number",
  "member_id",
  "member_name",
  "email",
  "amount_minor",
  "currency",
  "stage",
  "status",
  "placed_at",
];

function toCells(order: InsightOrder): (string | number)[] {
  const { amount, currency } = order.total;
  return [
    order.orderId,
    order.orderNumber,
    order.memberId ?? "",
    order.memberName ?? "",
    order.email ?? "",
    amount,
    currency,
    order.stage,
    order.status,
    order.placedAt,
  ];
}

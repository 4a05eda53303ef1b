import { z } from "zod";
import { STAGES } from "../../domain/index.ts";
import { page } from "../orchestration.ts";
import { Instant, text } from "../primitives.ts";
import { SearchHit } from "./queue.ts";

const Stage = z.enum(STAGES);
const Amounts = z.array(z.object({ amount: z.int(), currency: z.string() }));

/** The filter of figures: orders that were placed in a period. */
export const InsightQuery = z.strictObject({
  from: Instant,
  to: Instant,
  stage: Stage.optional(),
  policy: text(64).optional().describe("A policy's version: only orders that it has decided"),
});

/** The filter of figures. */
export type InsightQuery = z.infer<typeof InsightQuery>;

/** Recovered orders, and their value. */
const Recovered = z.object({ orders: z.int(), value: Amounts });

/** The effect of prompts, compared with the control group. */
const Lift = z
  .object({
    prompted: z.object({ orders: z.int(), movedOn: z.int() }),
    heldOut: z.object({ orders: z.int(), movedOn: z.int() }),
    difference: z
      .number()
      .nullable()
      .describe("Difference of the shares that moved on; null without groups"),
    low: z.number().nullable().describe("Lower end of its 95% interval"),
    high: z.number().nullable(),
    extraOrders: z.number().nullable().describe("The difference times the prompted orders"),
  })
  .meta({ id: "Lift" });

/** Figures of a period. */
export const Insight = z
  .object({
    from: z.string(),
    to: z.string(),
    windowHours: z
      .number()
      .describe("For how many hours after a prompt an order's move counts as its effect"),
    orders: z.int(),
    completed: z.int(),
    cancelled: z.int(),
    funnel: z.array(z.object({ stage: Stage, reached: z.int(), passed: z.int(), stuck: z.int() })),
    timeInStage: z.array(
      z.object({
        stage: Stage,
        count: z.int(),
        meanMs: z.number(),
        medianMs: z.number(),
        p90Ms: z.number(),
        buckets: z.array(z.object({ upToMs: z.number().nullable(), count: z.int() })),
      }),
    ),
    recovered: z.object({ clicked: Recovered, movedOn: Recovered, lift: Lift }),
    promptsPerOrder: z.array(z.object({ prompts: z.int(), orders: z.int() })),
    optOut: z.object({ prompted: z.int(), optedOut: z.int() }).describe("Members"),
    byDay: z.array(
      z.object({ day: z.string(), placed: z.int(), prompted: z.int(), movedOn: z.int() }),
    ),
    byPolicy: z.array(
      z.object({ policy: z.string(), prompted: z.int(), clicked: z.int(), movedOn: z.int() }),
    ),
  })
  .meta({ id: "Insight" });

/** Figures of a period. */
export type Insight = z.infer<typeof Insight>;

/** A figure whose orders can be listed. */
export const InsightFigure = z.enum([
  "placed",
  "completed",
  "cancelled",
  "reached",
  "passed",
  "stuck",
  "prompted",
  "clicked",
  "moved_on",
  "treated",
  "held_out",
  "opted_out",
  "prompts",
]);

/** A figure whose orders can be listed. */
export type InsightFigure = z.infer<typeof InsightFigure>;

/** Query of `GET /console/api/insight/orders`: the orders behind a figure. */
export const InsightOrdersQuery = InsightQuery.extend({
  figure: InsightFigure,
  prompts: z.coerce
    .number()
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe("Only for `prompts`: the number of prompts"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /console/api/insight/orders`. */
export type InsightOrdersQuery = z.infer<typeof InsightOrdersQuery>;

/** Query of `GET /console/api/insight/orders.csv`. */
export const InsightExportQuery = InsightOrdersQuery.omit({ limit: true, after: true });

/** One order behind a figure. */
export const InsightOrder = SearchHit.extend({ placedAt: z.string() }).meta({ id: "InsightOrder" });

/** One order behind a figure. */
export type InsightOrder = z.infer<typeof InsightOrder>;

/** The orders behind a figure, the latest placed first. */
export const InsightOrders = page(InsightOrder, "InsightOrders");

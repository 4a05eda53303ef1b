import { z } from "zod";
import { PROMPT_STATES, STAGES } from "../domain/index.ts";
import { page } from "./orchestration.ts";
import { OrderId, text } from "./primitives.ts";

/** One run of `monitor_checkout_orchestrations`. */
export const SweepSummary = z
  .object({
    runId: z.string(),
    trigger: z.enum(["schedule", "api", "command", "answers"]),
    startedAt: z.string(),
    finishedAt: z.string().nullable().describe("null while it runs, or if it was interrupted"),
    processed: z.int(),
    prompted: z.int(),
    deferred: z.int(),
    suppressed: z.int(),
    escalations: z.int(),
    failed: z.int().describe("Orders that could not be decided; a later sweep tries again"),
    claimLagMs: z
      .int()
      .describe("The longest delay between the time an order was due and the time it was claimed"),
  })
  .meta({ id: "SweepSummary" });

/** One run of `monitor_checkout_orchestrations`. */
export type SweepSummary = z.infer<typeof SweepSummary>;

/** Answer of `GET /checkout/sweeps`, newest first. */
export const SweepPage = page(SweepSummary, "SweepPage");

/** Query of lists that need only paging. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /notifications`. */
export const NotificationQuery = PageQuery.extend({
  type: z.enum(["checkout_recovery_prompt"]).optional(),
  orderId: OrderId.optional(),
});

/** One recovery prompt: what was decided, for whom, and the state of its delivery. */
export const Notification = z
  .object({
    notificationId: z.string(),
    type: z.enum(["checkout_recovery_prompt"]),
    orderId: z.string(),
    memberId: z.string().nullable(),
    recipient: z.string(),
    stage: z.enum(STAGES),
    stageEntry: z.int().describe("Grows each time the order changes its stage"),
    step: z.int().describe("0 for the first prompt of the cadence"),
    state: z.enum(PROMPT_STATES),
    attempts: z.int(),
    messageId: z.string(),
    decidedAt: z.string(),
    sentAt: z.string().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: "Notification" });

/** One recovery prompt. */
export type Notification = z.infer<typeof Notification>;

/** Answer of `GET /notifications`, newest first. */
export const NotificationPage = page(Notification, "NotificationPage");

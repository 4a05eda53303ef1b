import { z } from "zod";
import {
  DISPOSITIONS,
  ENTRY_KINDS,
  ORCHESTRATION_STATUSES,
  STAGE_STATUSES,
  STAGES,
  WAITING_ON,
} from "../domain/index.ts";
import { OrderHold } from "./loyalty.ts";
import { LoyaltyStep } from "./member.ts";
import { Instant, JsonObject, Operator, text } from "./primitives.ts";

const CurrentStage = z.enum([...STAGES, "completed"]);
const Status = z.enum(ORCHESTRATION_STATUSES);

/** How one stage of an order stands. Times are RFC 3339 in UTC. */
export const StageView = z
  .object({
    stage: z.enum(STAGES),
    status: z.enum(STAGE_STATUSES),
    required: z.boolean().describe("False when this order does not need the stage"),
    completedAt: z.string().nullable(),
    note: z.string().nullable().describe("The note of the event that counts"),
  })
  .meta({ id: "StageView" });

/** How one stage of an order stands. */
export type StageView = z.infer<typeof StageView>;

/** One entry of an orchestration's timeline. */
export const TimelineEntry = z
  .object({
    version: z.int().describe("1 for the first entry, without gaps"),
    kind: z.enum(ENTRY_KINDS),
    stage: CurrentStage,
    status: Status,
    disposition: z.enum(DISPOSITIONS),
    reopens: z.boolean(),
    note: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()).nullable(),
    nextActionAt: z.string().nullable().describe("When something happens next, as of this entry"),
    source: z.string().nullable().describe("The provider that reported it; null for a command"),
    sourceEventId: z.string().nullable(),
    inboxId: z
      .string()
      .nullable()
      .describe("The provider's message it came from (`GET /webhooks/inbox/{inboxId}`)"),
    actor: z.string().describe("Who said it: api, sweep, member, webhook, provider or an operator"),
    occurredAt: z.string(),
    recordedAt: z.string(),
  })
  .meta({ id: "TimelineEntry" });

/** One entry of an orchestration's timeline. */
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** An orchestration as the API answers it. Times are RFC 3339 in UTC. */
export const Orchestration = z
  .object({
    orderId: z.string(),
    currentStage: CurrentStage,
    status: Status,
    waitingOn: z.enum(WAITING_ON).nullable(),
    startedAt: z.string(),
    completedAt: z.string().nullable(),
    failedAt: z.string().nullable(),
    nextActionAt: z.string().nullable(),
    pausedUntil: z
      .string()
      .nullable()
      .describe("Until when an operator holds recovery back; over by itself at that time"),
    lastTransitionAt: z.string(),
    version: z.int(),
    metadata: z.record(z.string(), z.unknown()),
    stages: z.array(StageView).describe("All four stages, in their order"),
    loyaltyHold: OrderHold.nullable().describe("The latest hold on points for this order"),
    pendingSteps: z.array(LoyaltyStep).describe("What the member still has to do for points"),
    events: z.array(TimelineEntry).describe("Oldest first, the latest 50"),
    eventsCursor: z
      .string()
      .nullable()
      .describe("`before` for GET .../events to read older entries; null when these are all"),
  })
  .meta({ id: "Orchestration" });

/** An orchestration as the API answers it. */
export type Orchestration = z.infer<typeof Orchestration>;

/** Body of `POST /checkout/orchestrations/{orderId}/events`. */
export const PostEvent = z
  .strictObject({
    stage: z.enum(STAGES),
    status: z.enum(STAGE_STATUSES),
    note: text(1000).optional(),
    payload: JsonObject.optional(),
    nextActionAt: Instant.optional().describe("When to look at this order again if nothing comes"),
    waitingOn: z
      .enum(WAITING_ON)
      .optional()
      .describe("Who must act next; the policy says it when absent"),
    metadataPatch: JsonObject.optional().describe(
      "Merged into the metadata by key; null removes a key",
    ),
    source: text(64)
      .optional()
      .describe("The provider; makes this a fact, together with sourceEventId"),
    sourceEventId: text(255).optional().describe("The provider's own id of the event"),
    occurredAt: Instant.optional().describe("The source's own time; now when absent"),
    reopens: z.boolean().optional().describe("With `failed`: takes back an earlier `completed`"),
  })
  .refine((body) => (body.source === undefined) === (body.sourceEventId === undefined), {
    error: "source and sourceEventId belong together",
    path: ["sourceEventId"],
  })
  .refine((body) => !body.source?.startsWith("followthrough:"), {
    error: "must not begin with followthrough:, which is ours",
    path: ["source"],
  })
  .refine((body) => body.reopens !== true || body.status === "failed", {
    error: "only a failed event can reopen a stage",
    path: ["reopens"],
  })
  .meta({ id: "PostEvent" });

/** Body of `POST /checkout/orchestrations/{orderId}/events`. */
export type PostEvent = z.infer<typeof PostEvent>;

/** What became of an event, and where the order stands after it. */
export const EventOutcome = z
  .object({
    orderId: z.string(),
    disposition: z.enum(DISPOSITIONS),
    version: z.int().describe("The entry's number; 0 while the fact is parked"),
    currentStage: CurrentStage.nullable().describe("null while the fact is parked"),
    status: Status.nullable(),
    waitingOn: z.enum(WAITING_ON).nullable(),
    nextActionAt: z.string().nullable(),
  })
  .meta({ id: "EventOutcome" });

/** What became of an event, and where the order stands after it. */
export type EventOutcome = z.infer<typeof EventOutcome>;

/** Body of `POST /checkout/orchestrations/{orderId}/cancel`. */
export const PostCancel = z
  .strictObject({ reason: text(1000).optional() })
  .meta({ id: "PostCancel" });

/** Body of `POST /checkout/orchestrations/{orderId}/cancel`. */
export type PostCancel = z.infer<typeof PostCancel>;

/** Body of `POST /checkout/orchestrations/{orderId}/pause`. */
export const PostPause = z
  .strictObject({
    until: Instant.describe("Recovery goes on by itself at this time"),
    reason: text(1000),
    operator: Operator,
  })
  .meta({ id: "PostPause" });

/** Body of `POST /checkout/orchestrations/{orderId}/pause`. */
export type PostPause = z.infer<typeof PostPause>;

/** Body of `POST /checkout/orchestrations/{orderId}/resume`. */
export const PostResume = z
  .strictObject({ reason: text(1000), operator: Operator })
  .meta({ id: "PostResume" });

/** Body of `POST /checkout/orchestrations/{orderId}/resume`. */
export type PostResume = z.infer<typeof PostResume>;

/** One row of `GET /checkout/orchestrations`. */
export const OrchestrationSummary = z
  .object({
    orderId: z.string(),
    orderNumber: z.string(),
    memberId: z.string().nullable(),
    total: z.object({ amount: z.int(), currency: z.string() }),
    currentStage: CurrentStage,
    status: Status,
    waitingOn: z.enum(WAITING_ON).nullable(),
    nextActionAt: z.string().nullable(),
    pausedUntil: z.string().nullable(),
    overdue: z.boolean(),
    lastTransitionAt: z.string(),
    version: z.int(),
  })
  .meta({ id: "OrchestrationSummary" });

/** One row of `GET /checkout/orchestrations`. */
export type OrchestrationSummary = z.infer<typeof OrchestrationSummary>;

/** Query of `GET /checkout/orchestrations`. */
export const OrchestrationQuery = z.strictObject({
  stage: CurrentStage.optional(),
  status: Status.optional(),
  waitingOn: z.enum(WAITING_ON).optional(),
  overdue: z.enum(["true", "false"]).optional(),
  text: text(200).optional().describe("Finds order id, order number or e-mail that begin with it"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /checkout/orchestrations`. */
export type OrchestrationQuery = z.infer<typeof OrchestrationQuery>;

/** A page of something, with the cursor of the next one. */
export function page<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}

/** Answer of `GET /checkout/orchestrations`. */
export const OrchestrationPage = page(OrchestrationSummary, "OrchestrationPage");

/** Query of `GET /checkout/orchestrations/{orderId}/events`: newest page first, entries oldest first. */
export const EventQuery = z.strictObject({
  before: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Answer of `GET /checkout/orchestrations/{orderId}/events`. */
export const EventPage = page(TimelineEntry, "EventPage");

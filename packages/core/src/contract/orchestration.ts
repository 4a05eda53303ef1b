import { z } from "zod";
import {
  CURRENT_STAGES,
  DISPOSITIONS,
  DISPUTE_STATES,
  ENGINE_NAMESPACE,
  ENTRY_KINDS,
  ORCHESTRATION_STATUSES,
  PAYMENT_STATES,
  REFUND_STATES,
  STAGE_STATUSES,
  STAGES,
  WAITING_ON,
} from "../domain/index.ts";
import { OrderHold } from "./loyalty.ts";
import { LoyaltyStep } from "./member.ts";
import { OrderMoneyView, PaymentView } from "./money-view.ts";
import { CheckBody, CheckView, EntryCheck } from "./order-check.ts";
import { EntryParcel, ParcelBody, ParcelView } from "./parcel-body.ts";
import { PaymentBody } from "./payment.ts";
import { Instant, LimitedJson, text } from "./primitives.ts";

const CurrentStage = z.enum(CURRENT_STAGES);
const Status = z.enum(ORCHESTRATION_STATUSES);

/** The state of one stage of an order. Times are RFC 3339 in UTC. */
export const StageView = z
  .object({
    stage: z.enum(STAGES),
    status: z.enum(STAGE_STATUSES),
    required: z.boolean().describe("False when this order does not need the stage"),
    completedAt: z.string().nullable(),
    note: z.string().nullable().describe("The note of the event that decides the status"),
  })
  .meta({ id: "StageView" });

/** The state of one stage of an order. */
export type StageView = z.infer<typeof StageView>;

const Part = { reference: z.string(), amount: z.int(), currency: z.string().nullable() };

/** What an entry reports of one payment. Amounts are in the minor units of its currency. */
export const EntryPayment = z
  .object({
    reference: z.string(),
    state: z.enum(PAYMENT_STATES).nullable().describe("null: it is about refunds or disputes only"),
    currency: z.string().nullable(),
    authorised: z.int(),
    captured: z.int(),
    refunds: z.array(z.object({ ...Part, state: z.enum(REFUND_STATES) })),
    disputes: z.array(z.object({ ...Part, state: z.enum(DISPUTE_STATES) })),
  })
  .meta({ id: "EntryPayment" });

/** What an entry reports of one payment. */
export type EntryPayment = z.infer<typeof EntryPayment>;

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
    payments: z
      .array(EntryPayment)
      .describe("What it reports of payments; the sums of all of them decide the stage"),
    checks: z
      .array(EntryCheck)
      .describe(
        "What it reports of identity checks and fraud reviews; all of them decide the stage",
      ),
    parcels: z.array(EntryParcel).describe("What it reports of parcels"),
    nextActionAt: z.string().nullable().describe("When the next action was due as of this entry"),
    source: z.string().nullable().describe("The provider that reported it; null for a command"),
    sourceEventId: z.string().nullable(),
    inboxId: z
      .string()
      .nullable()
      .describe("The provider's message it came from (`GET /webhooks/inbox/{inboxId}`)"),
    actor: z
      .string()
      .describe("Who caused it: api, sweep, member, webhook, provider or an operator"),
    occurredAt: z.string(),
    occurredAtReported: z
      .string()
      .nullable()
      .describe("The time that its source reported if it was in the future; it counts as of then"),
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
    asksFor: z
      .enum(STAGES)
      .nullable()
      .describe(
        "A later stage that the member can do something for now, while the current stage waits on somebody else",
      ),
    startedAt: z.string(),
    completedAt: z.string().nullable(),
    failedAt: z.string().nullable(),
    nextActionAt: z.string().nullable(),
    pausedUntil: z
      .string()
      .nullable()
      .describe("The end of an operator's pause; the pause ends automatically at that time"),
    lastTransitionAt: z.string(),
    version: z.int(),
    metadata: z
      .record(z.string(), z.unknown())
      .describe(`The shop's own keys, and the engine's, which begin with \`${ENGINE_NAMESPACE}\``),
    stages: z.array(StageView).describe("All four stages, in their order"),
    money: OrderMoneyView,
    payments: z.array(PaymentView).describe("The latest first"),
    checks: z.array(CheckView).describe("Identity checks and fraud reviews, the latest first"),
    promisedBy: z.string().nullable().describe("By when the shop promised to deliver"),
    parcels: z.array(ParcelView).describe("The latest first"),
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

const MetadataPatch = LimitedJson.refine(
  (patch) => !Object.keys(patch).some((key) => key.startsWith(ENGINE_NAMESPACE)),
  { error: `must not have a key that begins with ${ENGINE_NAMESPACE}; those are the engine's own` },
).describe(
  "Merged into the metadata by key; null removes a key. An order's metadata has at most 50 keys and 16 KB",
);

/** Body of `POST /checkout/orchestrations/{orderId}/events`. */
export const PostEvent = z
  .strictObject({
    stage: z.enum(STAGES),
    status: z.enum(STAGE_STATUSES),
    note: text(1000).optional(),
    payload: LimitedJson.optional().describe("Kept with the entry; at most 16 KB"),
    nextActionAt: Instant.optional().describe("When the order is due if nothing happens before"),
    waitingOn: z
      .enum(WAITING_ON)
      .optional()
      .describe("Who must act next; when absent, the policy decides"),
    metadataPatch: MetadataPatch.optional(),
    source: text(64)
      .optional()
      .describe("The provider; together with sourceEventId it makes this a fact"),
    sourceEventId: text(255).optional().describe("The provider's own id of the event"),
    occurredAt: Instant.optional().describe("The source's own time; now when absent"),
    reopens: z.boolean().optional().describe("With `failed`: takes back an earlier `completed`"),
    payment: PaymentBody.optional(),
    check: CheckBody.optional(),
    parcel: ParcelBody.optional(),
  })
  .refine((body) => body.payment === undefined || body.stage === "payment", {
    error: "belongs to the stage payment",
    path: ["payment"],
  })
  .refine((body) => body.check === undefined || body.stage === "verification", {
    error: "belongs to the stage verification",
    path: ["check"],
  })
  .refine((body) => body.parcel === undefined || body.stage === "fulfillment", {
    error: "belongs to the stage fulfillment",
    path: ["parcel"],
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

/** A page of a list, with the cursor of the next page. */
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
